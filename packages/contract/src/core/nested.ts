/** Things by dotted name as a tree: `tasks.create` is found at `tree.tasks.create`, as in the contract. */
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
