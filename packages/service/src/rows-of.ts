/** The rows that a statement of our own gave: PostgreSQL's driver gives them as they are, PGlite's in an object. */
export function rowsOf<T>(result: unknown): readonly T[] {
  return Array.isArray(result) ? result : (result as { rows: T[] }).rows
}
