import { taskLimits } from '@taskpact/contract'
import { quote } from '@taskpact/contract/core'

export interface IgnoredNames {
  /** The names in the order of their first appearance: at most 50, each of at most 100 characters. */
  readonly names: readonly string[]
  add(name: string): void
}

/** Creates a list of the columns and fields of a file that a reader does not understand. */
export function ignoredNames(): IgnoredNames {
  const names: string[] = []
  return {
    names,
    add: (name) => {
      if (names.length === taskLimits.fileIgnored) return
      const quoted = quote(name)
      if (!names.includes(quoted)) names.push(quoted)
    },
  }
}
