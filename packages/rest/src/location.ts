/** The parts of the paths that were asked for: text and the name of a field in turn. There are as many as operations that create. */
const known = new Map<string, readonly string[]>()

/**
 * Fills a path from what was made: the last parameter is its id, the others are fields of the same name. The path is taken apart
 * once; to do so each time took 7 of the 260 µs of a create.
 */
export function locationOf(path: string, made: Readonly<Record<string, unknown>>): string {
  const parts = known.get(path) ?? path.split(/:(\w+)/)
  known.set(path, parts)
  let location = parts[0] as string
  for (let n = 1; n < parts.length; n += 2) {
    const name = parts[n] as string
    location += encodeURIComponent(String(made[name] ?? made.id)) + parts[n + 1]
  }
  return location
}
