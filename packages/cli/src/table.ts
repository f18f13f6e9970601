import { toCell, toText } from './cell.js'
import { textWidth, truncate } from './text-width.js'

/** How wide a terminal is, and whether it shows colors. Undefined for anything else, which gets tab-separated lines. */
export type Screen = { readonly columns: number; readonly colors: boolean } | undefined

/** Below this width, a column is left out instead of shortened further. */
const minWidth = 16
/** The beginning of a timestamp (RFC 3339). */
const timestamp = /^\d{4}-\d\d-\d\dT/
const gap = 2

/**
 * Returns rows as lines: for a terminal a table with a header, fitted to its width, without columns that are empty; otherwise the values
 * of all columns, separated by tabs.
 */
export function toTable(rows: readonly unknown[], columns: readonly string[], screen: Screen): string {
  if (!screen) return rows.map((row) => `${columns.map((column) => toCell(row, column)).join('\t')}\n`).join('')
  if (rows.length === 0) return ''
  const found = columns
    .map((name) => ({ name, cells: rows.map((row) => toCell(row, name)) }))
    .filter(({ cells }) => cells.some(Boolean))
    .map(({ name, cells }) => ({ name, cells, width: Math.max(...[name, ...cells].map(textWidth)) }))
  const fitted = fitInto(found, screen.columns)
  const line = (texts: readonly string[]) =>
    fitted
      .map(({ width }, index) => pad(truncate(texts[index] ?? '', width), index < fitted.length - 1 ? width : 0))
      .join(' '.repeat(gap))
      .trimEnd()
  const header = line(fitted.map(({ name }) => name))
  const body = rows.map((_, row) => line(fitted.map(({ cells }) => cells[row] as string)))
  return [bold(header, screen), ...body, ''].join('\n')
}

/** Returns the fields of one object as lines: for a terminal those with a value, aligned; otherwise name, tab and value. */
export function toLines(value: object, fields: readonly string[], screen: Screen): string {
  const entries = fields.map((name) => [name, toText((value as Readonly<Record<string, unknown>>)[name])] as const)
  if (!screen) return entries.map((entry) => `${entry.join('\t')}\n`).join('')
  const shown = entries.filter(([, text]) => text !== '')
  const width = Math.max(...shown.map(([name]) => name.length))
  return shown.map(([name, text]) => `${bold(name.padEnd(width), screen)}  ${text}\n`).join('')
}

interface Column {
  readonly name: string
  readonly cells: readonly string[]
  readonly width: number
}

/**
 * Leaves out columns of timestamps, then other last columns, and shortens the widest ones until the table fits. Ids stay whole, because
 * they are copied.
 */
function fitInto(columns: readonly Column[], total: number): readonly Column[] {
  const isWhole = ({ name }: Column) => /(?:^|\.)id$/.test(name)
  const minOf = (column: Column) => (isWhole(column) ? column.width : Math.min(column.width, minWidth))
  const kept = [...columns]
  const needed = (of: (column: Column) => number) => kept.reduce((sum, one) => sum + of(one) + gap, -gap)
  const lastTimes = () => kept.findLastIndex(({ cells }) => cells.every((cell) => cell === '' || timestamp.test(cell)))
  for (let at = lastTimes(); at > 0 && needed(({ width }) => width) > total; at = lastTimes()) kept.splice(at, 1)
  while (kept.length > 1 && needed(minOf) > total) kept.pop()
  for (let over = needed(({ width }) => width) - total; over > 0; over--) {
    const widest = kept.filter((one) => one.width > minOf(one)).sort((a, b) => b.width - a.width)[0]
    if (!widest) break
    kept[kept.indexOf(widest)] = { ...widest, width: widest.width - 1 }
  }
  return kept
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)))
}

function bold(text: string, { colors }: NonNullable<Screen>): string {
  return colors ? `\x1b[1m${text}\x1b[0m` : text
}
