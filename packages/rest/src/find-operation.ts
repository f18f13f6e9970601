import type { Operation } from '@taskpact/contract'

export interface Found {
  readonly operation: Operation
  /** What stands in the path for each of its parameters, as it was sent. */
  readonly parameters: Readonly<Record<string, string>>
}

type FindOperation = (method: string, path: string) => Found | undefined

interface Candidate {
  readonly operation: Operation
  /** Undefined is a parameter: anything but nothing. */
  readonly segments: readonly (string | undefined)[]
  readonly parameters: readonly (readonly [name: string, index: number])[]
}

/**
 * Finds the operation of a request by the segments of its path, among those of its method with as many. Express tries the pattern
 * of each route, one after the other, and the last of thirty is as usual as the first. HEAD asks for what GET does.
 */
export function operationFinder(operations: readonly Operation[]): FindOperation {
  const byShape = new Map<string, Candidate[]>()
  for (const operation of operations) {
    const { method, path } = operation.route
    const named = path.split('/')
    const candidate = {
      operation,
      segments: named.map((segment) => (segment.startsWith(':') ? undefined : segment)),
      parameters: named.flatMap((segment, index) =>
        segment.startsWith(':') ? [[segment.slice(1), index] as const] : [],
      ),
    }
    const key = keyOf(method, named.length)
    byShape.set(key, [...(byShape.get(key) ?? []), candidate])
  }

  return (method, path) => {
    const given = path.split('/')
    const candidates = byShape.get(keyOf(method === 'HEAD' ? 'GET' : method, given.length)) ?? []
    for (const { operation, segments, parameters } of candidates) {
      if (!fits(given, segments)) continue
      const found: Record<string, string> = {}
      for (const [name, index] of parameters) found[name] = given[index] as string // there are as many
      return { operation, parameters: found }
    }
    return undefined
  }
}

function keyOf(method: string, count: number): string {
  return `${method} ${count}`
}

function fits(given: readonly string[], segments: readonly (string | undefined)[]): boolean {
  for (let index = 0; index < segments.length; index++) {
    const segment = segments[index]
    if (segment === undefined ? given[index] === '' : given[index] !== segment) return false
  }
  return true
}
