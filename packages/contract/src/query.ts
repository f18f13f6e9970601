import * as z from 'zod'

/**
 * A whole number in a query string. URLs carry strings, so exactly its decimal spelling is accepted beside the number;
 * `''`, `1e3`, `0x10` and ` 5` are refused. The type that clients see stays `number`.
 */
export function queryInteger({ min, max }: { readonly min: number; readonly max: number }) {
  return z.preprocess((value: number) => fromDecimal(value), z.int().min(min).max(max))
}

function fromDecimal(value: unknown): unknown {
  return typeof value === 'string' && /^(?:0|-?[1-9]\d{0,15})$/.test(value) ? Number(value) : value
}
