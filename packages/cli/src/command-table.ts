import type { Flag, OperationCommand } from './command.js'

/**
 * A flag in the generated table, which is part of the bundle: its field; its type, with `!` if it is required, `@` if it is positional, and
 * `?` if null clears it; its values, separated by `|`; an example.
 */
export type FlagRow = readonly [field: string, type: string, values?: string, example?: string]

/** A command in the generated table. What is usual is left out, and lists of names are joined by commas. */
export type CommandRow = readonly [
  words: string,
  flags: readonly FlagRow[],
  properties: Omit<Partial<OperationCommand>, 'columns' | 'fields'>,
  fields?: string,
  columns?: string,
]

/** Returns the command of a row. */
export function toCommand([words, rows, properties, fields = '', columns = '']: CommandRow): OperationCommand {
  return {
    words,
    operation: words.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()).replaceAll(' ', '.'),
    args: rows.filter(isPositional).map(toFlag),
    flags: rows.filter((row) => !isPositional(row)).map(toFlag),
    output: 'json',
    fields: fields ? fields.split(',') : [],
    columns: columns ? columns.split(',') : [],
    ...properties,
  }
}

function toFlag([field, type, values, example]: FlagRow): Flag {
  return {
    field,
    type: type.replace(/\W/g, '') as Flag['type'],
    ...(/[!@]/.test(type) && { required: true }),
    ...(type.includes('?') && { nullable: true }),
    ...(values && { values: values.split('|') }),
    ...(example && { example }),
  }
}

function isPositional([, type]: FlagRow): boolean {
  return type.includes('@')
}
