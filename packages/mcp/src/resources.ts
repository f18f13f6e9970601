import type { Operation } from '@taskpact/contract/core'

/** Resources that a query returns, by the variables of their URI. */
export interface Resource {
  readonly name: string
  readonly title: string
  readonly description: string
  /** A template (RFC 6570), such as `note://{noteId}`, whose variables are fields of the input. */
  readonly uriTemplate: string
  /** The name of the query. */
  readonly operation: string
}

export interface ReadableResource extends Omit<Resource, 'operation'> {
  readonly operation: Operation
}

/** Throws a TypeError if there is no such query, or if it lacks a variable. */
export function toResources(
  resources: readonly Resource[],
  operations: readonly Operation[],
): readonly ReadableResource[] {
  return resources.map((resource) => {
    const operation = operations.find(({ name }) => name === resource.operation)
    if (operation?.kind !== 'query') throw new TypeError(`${resource.operation} is not a query`)
    for (const [, variable = ''] of resource.uriTemplate.matchAll(/\{(\w+)\}/g)) {
      if (operation.input.shape[variable] === undefined)
        throw new TypeError(`${resource.operation} has no field ${variable}`)
    }
    return { ...resource, operation }
  })
}
