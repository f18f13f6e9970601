import { meaningOf } from './field-names.js'

/** Delimiters in the order of preference. Spreadsheets write a semicolon where the comma is the decimal separator. */
export const delimiters = [',', ';', '\t'] as const
export type Delimiter = (typeof delimiters)[number]

/** Where the header row of a CSV file starts, and what delimits its cells. */
export interface CsvLayout {
  readonly delimiter: Delimiter
  readonly start: number
}

/** A file of Excel can name its delimiter in the first line. */
export const separatorLine = /^"?sep=([,;\t])"?(?:\r\n|\n|\r|$)/i

/** Returns the delimiter of a CSV file, which its header row alone determines, and the position at which that starts. */
export function findDelimiter(content: string): CsvLayout {
  const [line, named] = separatorLine.exec(content) ?? []
  if (line !== undefined) return { delimiter: named as Delimiter, start: line.length }
  const header = firstLine(content)
  const known = delimiters.map((delimiter) => knownNames(header, delimiter))
  return { delimiter: delimiters[known.indexOf(Math.max(...known))] ?? ',', start: 0 }
}

const maxLength = 10_000

/** Returns the first line with text. No name of a field contains a line end. */
function firstLine(content: string): string {
  return /[^\r\n]+/.exec(content.slice(0, maxLength))?.[0] ?? ''
}

function knownNames(header: string, delimiter: Delimiter): number {
  return namesIn(header, delimiter).filter((name) => meaningOf(name) !== 'unknown').length
}

/** Returns the names in a header row. No name of a field contains a delimiter or a quote. */
export function namesIn(header: string, delimiter: Delimiter): string[] {
  return header.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'))
}
