/** Returns a tree of values by dotted name: `things.create` is at `tree.things.create`, as in the contract. */
export function nested<T>(named: Iterable<readonly [name: string, thing: T]>): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [name, thing] of named) {
    const keys = name.split('.')
    const last = keys.pop() as string
    let parent = root
    for (const key of keys) {
      parent[key] ??= {}
      parent = parent[key] as Record<string, unknown>
    }
    parent[last] = thing
  }
  return root
}
