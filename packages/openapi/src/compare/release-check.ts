import { operationIdOf } from '../operation-id.js'
import type { Change } from './change.js'
import type { Surface } from './surface.js'

interface Between {
  readonly released: Surface
  readonly version: string
  readonly today: Date
}

/**
 * Returns the breaking changes that must not be released as this version. Allowed are breaking changes in a new major version (before
 * 1.0.0, a new minor version: https://semver.org, 4) and the removal of an operation after its released sunset date.
 */
export function unreleasable(changes: readonly Change[], { released, version, today }: Between): Change[] {
  if (compatibilityNumber(version) > compatibilityNumber(released.version)) return []
  const sunset = Object.entries(released.operations).flatMap(([name, { deprecated }]) =>
    deprecated && Date.parse(deprecated.sunset) < today.getTime() ? [name, operationIdOf({ name })] : [],
  )
  return changes.filter((change) => change.class === 'breaking' && !(change.removed && sunset.includes(change.removed)))
}

/** Versions with the same number are compatible. */
function compatibilityNumber(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major * 1_000_000 + (major === 0 ? minor : 0)
}
