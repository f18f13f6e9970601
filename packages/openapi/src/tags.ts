import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'

/** Returns one tag for each resource, described by the summaries of its operations. */
export function createTags(operations: readonly Operation[]): OpenAPIV3_1.TagObject[] {
  const summaries = new Map<string, string[]>()
  for (const operation of operations) {
    const tag = tagOf(operation)
    summaries.set(tag, [...(summaries.get(tag) ?? []), operation.route.summary])
  }
  return [...summaries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, found]) => ({ name, description: sentence(found) }))
}

/** Returns the resource of an operation. */
export function tagOf({ name }: Operation): string {
  return name.split('.', 1).join()
}

function sentence([first = '', ...others]: readonly string[]): string {
  return `${[first, ...others.map((summary) => summary.charAt(0).toLowerCase() + summary.slice(1))].join('; ')}.`
}
