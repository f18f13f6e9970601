import * as z from 'zod'

export interface JsonListOptions<T> {
  /** The names of one item and of several, such as `App` and `apps`. */
  readonly names: readonly [one: string, several: string]
  /** Returns the schema of an item, which can depend on its fields. */
  readonly schemaOf: (item: unknown) => z.ZodType<T>
  /** The field by which an item is identified. */
  readonly key: keyof T & string
  readonly maxItems?: number
}

/**
 * Creates the schema of a setting with a JSON array of objects. Issues name the item and the field, and never contain a value, which could be
 * a secret.
 */
export function jsonList<T>({ names: [one, several], schemaOf, key, maxItems = Infinity }: JsonListOptions<T>) {
  return z.string().transform((text, ctx): readonly T[] => {
    const listed = parse(text)
    if (!Array.isArray(listed)) {
      ctx.addIssue('Must be a JSON array of objects')
      return z.NEVER
    }
    if (listed.length > maxItems) ctx.addIssue(`Must have at most ${maxItems} ${several}`)
    const items = listed.flatMap((item: unknown, index) => {
      const result = schemaOf(item).safeParse(item)
      for (const { path, message } of result.error?.issues ?? [])
        ctx.addIssue(`${[`${one} ${index + 1}`, ...path].join(', ')}: ${message}`)
      return result.success ? [result.data] : []
    })
    const keys = items.map((item) => item[key])
    const repeated = keys.filter((value, index) => keys.indexOf(value) !== index)
    for (const value of new Set(repeated)) ctx.addIssue(`Several ${several} have the ${key} ${value}`)
    return items
  })
}

/** Returns undefined for text that is not JSON. The error of `JSON.parse` quotes it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
