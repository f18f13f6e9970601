import { parseArgs } from 'node:util'
import type { Size } from '../data/fill.js'

export interface Options extends Size {
  /** Whether to keep the database. */
  readonly keep: boolean
  /** Whether to print every plan, not only those with findings. */
  readonly explain: boolean
}

/** Parses the command line. Throws a TypeError for an unknown flag or an invalid number. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tasks: { type: 'string', default: '100000' },
      rows: { type: 'string', default: '1000000' },
      users: { type: 'string', default: '1000' },
      keep: { type: 'boolean', default: false },
      explain: { type: 'boolean', default: false },
    },
  })
  const { tasks, rows, users, keep, explain } = values
  return { tasks: parseInteger(tasks), rows: parseInteger(rows), users: parseInteger(users), keep, explain }
}

function parseInteger(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new TypeError(`${text} is not a number of tasks, rows or users`)
  return Number(text)
}
