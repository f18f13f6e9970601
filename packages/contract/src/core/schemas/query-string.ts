import * as z from 'zod'

/**
 * A whole number in a query string. URLs carry strings, so exactly its decimal spelling is accepted beside the number;
 * `''`, `1e3`, `0x10` and ` 5` are refused. The type that clients see stays `number`.
 */
export function queryInteger({ min, max }: { readonly min: number; readonly max: number }) {
  return z.preprocess((value: number) => fromDecimal(value), z.int().min(min).max(max))
}

/** A truth in a query string: exactly `true` or `false` is accepted beside the boolean. */
export function queryBoolean() {
  return z.preprocess((value: boolean) => truths.get(value) ?? value, z.boolean())
}

/** A list in a query string: items separated by commas are accepted beside the array. */
export function queryList<T extends z.ZodType>(item: T, { max }: { readonly max: number }) {
  return z.preprocess((value: z.input<T>[]) => fromCommas(value), z.array(item).min(1).max(max))
}

const truths = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
])

function fromCommas(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',') : value
}

function fromDecimal(value: unknown): unknown {
  return typeof value === 'string' && /^(?:0|-?[1-9]\d{0,15})$/.test(value) ? Number(value) : value
}
