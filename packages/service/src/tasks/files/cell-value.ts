import type { Issue } from '@taskpact/contract'
import { toIsoDate } from './date-order.js'
import type { FileField } from './field-names.js'
import type { FileOptions } from './file-content.js'
import { unescapeFormula } from './formula-escape.js'

/** The value of a cell for the schema, why there is none, or an empty object if the cell says nothing about its field. */
export interface CellValue {
  readonly value?: unknown
  readonly issue?: Issue
}

/** Reads a cell of CSV. An empty cell clears its field. */
export function cellValue(field: FileField, cell: string, { dateOrder }: FileOptions): CellValue {
  switch (field) {
    case 'title':
      return { value: unescapeFormula(cell) }
    case 'description':
      return { value: cell === '' ? null : unescapeFormula(cell) }
    case 'tags':
      return { value: unescapeFormula(cell).split(',').filter(isFilled) }
    case 'id':
    case 'createdAt': // A task always has both.
      return isFilled(cell) ? { value: cell.trim() } : {}
    case 'completed':
      return { value: toBoolean(cell.trim()) }
    case 'priority':
      return { value: isFilled(cell) ? cell.trim().toLowerCase() : null }
    case 'dueDate':
    case 'due':
      return isFilled(cell) ? toIsoDate(cell.trim(), dateOrder) : { value: null }
    default:
      return { value: isFilled(cell) ? cell.trim() : null }
  }
}

function isFilled(cell: string): boolean {
  return cell.trim() !== ''
}

/** Leaves text other than `true` and `false` to the schema. */
function toBoolean(text: string): unknown {
  const folded = text.toLowerCase()
  return folded === 'true' ? true : folded === 'false' || folded === '' ? false : text
}
