import type { Operation } from '@taskpact/contract'

/** The media type of the file that a call gets, by the format that it asks for; the contract has one for each format. */
export function sentType({ name, metadata }: Operation, format: unknown): string {
  const type = metadata.sends?.[String(format)]?.mediaType
  if (type === undefined) throw new TypeError(`${name} sends no ${format}`)
  return type
}
