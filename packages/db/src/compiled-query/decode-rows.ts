import { Column, getTableName, is, SQL, Subquery } from 'drizzle-orm'

/** A selected value, as Drizzle keeps it with a prepared query. */
export interface Field {
  /** The key of the value, below the key of its table if several tables are joined. */
  readonly path: readonly string[]
  readonly field: unknown
}

/** Whether a joined table always has a row, by table name. */
export type Joins = Readonly<Record<string, boolean>>

type Row = readonly unknown[]
type DecodeRow = (row: Row) => Record<string, unknown>
interface Decoder {
  mapFromDriverValue(value: unknown): unknown
}

/**
 * Returns a function that converts rows to the objects that Drizzle would return. Decoders are chosen once, not for each value of each
 * row (PERFORMANCE.md, Decoding rows).
 */
export function rowDecoder(fields: readonly Field[], joins: Joins | undefined): (rows: readonly Row[]) => unknown[] {
  const decodeRow = rowDecoderOf(fields, joins)
  return (rows) => {
    // Not `map` (PERFORMANCE.md, Decoding rows).
    const decoded = new Array<unknown>(rows.length)
    for (let index = 0; index < rows.length; index++) decoded[index] = decodeRow(rows[index] as Row)
    return decoded
  }
}

function rowDecoderOf(fields: readonly Field[], joins: Joins | undefined): DecodeRow {
  const values = fields.map(({ path, field }, index) => ({
    key: path.at(-1) as string,
    index,
    decoder: decoderOf(field),
  }))
  if (fields.every(({ path }) => path.length === 1)) return objectDecoder(values)

  const tables = [...new Set(fields.map(({ path }) => path[0] as string))].map((name) => ({
    name,
    decode: objectDecoder(values.filter((_, index) => fields[index]?.path[0] === name)),
    absenceIndex: joins && absenceIndexOf(name, fields, joins),
  }))
  return (row) => {
    const result: Record<string, unknown> = {}
    for (const { name, decode, absenceIndex } of tables) {
      result[name] = absenceIndex !== undefined && row[absenceIndex] === null ? null : decode(row)
    }
    return result
  }
}

interface Value {
  readonly key: string
  readonly index: number
  readonly decoder: Decoder | undefined
}

/** Returns a decoder that fills a copy of an object with all keys (PERFORMANCE.md, Decoding rows). */
function objectDecoder(values: readonly Value[]): DecodeRow {
  const empty = Object.fromEntries(values.map(({ key }) => [key, null]))
  return (row) => {
    const object: Record<string, unknown> = { ...empty }
    for (const { key, index, decoder } of values) {
      const raw = row[index]
      object[key] = raw === null || decoder === undefined ? raw : decoder.mapFromDriverValue(raw)
    }
    return object
  }
}

/** The index of the first column of a joined table, which is null if the table has no row. Undefined if it always has one. */
function absenceIndexOf(name: string, fields: readonly Field[], joins: Joins): number | undefined {
  const columns = fields.flatMap(({ path, field }, index) =>
    path.length === 2 && path[0] === name && is(field, Column) ? [{ index, table: getTableName(field.table) }] : [],
  )
  const [first] = columns
  if (!first || columns.some(({ table }) => table !== first.table) || joins[first.table]) return undefined
  return first.index
}

/** Undefined if the driver's value needs no conversion. */
function decoderOf(field: unknown): Decoder | undefined {
  const decoder = is(field, Column) ? withoutProxy(field) : sqlDecoder(field)
  return decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue ? undefined : decoder
}

/** Returns a copy of a column: that of a subquery is a Proxy (PERFORMANCE.md, Decoding rows). */
function withoutProxy(column: Column): Column {
  return Object.assign(Object.create(Object.getPrototypeOf(column)), column)
}

function sqlDecoder(field: unknown): Decoder {
  if (is(field, SQL)) return decoderIn(field)
  if (is(field, Subquery)) return decoderIn(field._.sql)
  return decoderIn((field as SQL.Aliased).sql) // the last kind of value that a selection can have
}

/** Returns a property that Drizzle's types do not declare. */
function decoderIn(sql: SQL): Decoder {
  return (sql as unknown as { decoder: Decoder }).decoder
}
