import type { Operation } from '@taskpact/contract'

type FindOperation = (method: string, path: string) => Operation | undefined

interface Candidate {
  readonly operation: Operation
  /** Undefined is a parameter: anything but nothing. */
  readonly segments: readonly (string | undefined)[]
}

/**
 * Finds the operation of a request by the segments of its path, among those of its method with as many. Express tries the pattern
 * of each route, one after the other, and the last of thirty is as usual as the first. HEAD asks for what GET does.
 */
export function operationFinder(operations: readonly Operation[]): FindOperation {
  const byShape = new Map<string, Candidate[]>()
  for (const operation of operations) {
    const { method, path } = operation.route
    const segments = path.split('/').map((segment) => (segment.startsWith(':') ? undefined : segment))
    const key = keyOf(method, segments.length)
    byShape.set(key, [...(byShape.get(key) ?? []), { operation, segments }])
  }

  return (method, path) => {
    const given = path.split('/')
    const candidates = byShape.get(keyOf(method === 'HEAD' ? 'GET' : method, given.length)) ?? []
    return candidates.find(({ segments }) => fits(given, segments))?.operation
  }
}

function keyOf(method: string, count: number): string {
  return `${method} ${count}`
}

function fits(given: readonly string[], segments: readonly (string | undefined)[]): boolean {
  return segments.every((segment, index) => (segment === undefined ? given[index] !== '' : given[index] === segment))
}
