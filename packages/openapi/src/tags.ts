import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'

/** One tag a resource, described by what can be done with it. */
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

/** The resource that an operation is about. */
export function tagOf({ name }: Operation): string {
  return name.split('.', 1).join()
}

function sentence([first = '', ...others]: readonly string[]): string {
  return `${[first, ...others.map((summary) => summary.charAt(0).toLowerCase() + summary.slice(1))].join('; ')}.`
}
