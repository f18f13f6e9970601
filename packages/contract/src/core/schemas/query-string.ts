import * as z from 'zod'

/**
 * An integer in a query string. Accepts a number or its decimal notation; refuses `''`, `1e3`, `0x10` and ` 5`. The input type stays
 * `number`.
 */
export function queryInteger({ min, max }: { readonly min: number; readonly max: number }) {
  const error = ({ input }: { readonly input?: unknown }) =>
    input === undefined ? undefined : `Enter a whole number from ${min} to ${max}.`
  return z.preprocess((value: number) => fromDecimal(value), z.int({ error }).min(min, { error }).max(max, { error }))
}

/** A boolean in a query string. Accepts a boolean, `true` or `false`. */
export function queryBoolean() {
  return z.preprocess((value: boolean) => booleans.get(value) ?? value, z.boolean())
}

/** A list in a query string. Accepts an array or comma-separated items. */
export function queryList<T extends z.ZodType>(item: T, { max }: { readonly max: number }) {
  return z.preprocess((value: z.input<T>[]) => fromCommas(value), z.array(item).min(1).max(max))
}

const booleans = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
])

function fromCommas(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',') : value
}

function fromDecimal(value: unknown): unknown {
  return typeof value === 'string' && /^(?:0|-?[1-9]\d{0,15})$/.test(value) ? Number(value) : value
}
