/**
 * Returns a tree in which anything that `known` lacks is created when it is first read: `create` gets the name of an operation, or
 * of a group of operations, which must be callable as well. The tree has no list of names, because even the names of operations
 * that few pages call would make every page larger.
 */
export function onDemand<T extends object>(
  name: string,
  create: (name: string) => object,
  known = create(name) as T,
): T {
  return new Proxy(known as Record<string, unknown>, {
    get(tree, key: string) {
      // Nothing is created for symbols, `await`, `JSON.stringify` and marks of frameworks such as `__v_isRef` and `$$typeof`.
      if (/^(?!then$|toJSON$)[a-z]/.test(String(key))) tree[key] ??= onDemand(`${name}.${key}`, create)
      return tree[key]
    },
  }) as T
}
