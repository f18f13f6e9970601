import { type ImportReport, type Problem, taskLimits } from '@taskpact/contract'
import { invalidContent } from './files/invalid-content.js'

export interface FailedRows {
  add(row: number, problem: Problem): void
  /** In the order of the file. */
  all(): ImportReport['failed']
}

/**
 * Collects the invalid tasks of a file with `length` characters. `add` throws `invalid_input` if there are more than 1,000, or if the list
 * would be much longer than the file, so that a report never multiplies a request.
 */
export function failedRows(length: number): FailedRows {
  const failed: ImportReport['failed'] = []
  let remaining = taskLimits.fileFailuresLength + 4 * length
  return {
    add: (row, problem) => {
      remaining -= JSON.stringify(problem).length
      if (failed.length === taskLimits.fileFailures || remaining < 0)
        throw invalidContent(`More than ${failed.length} tasks are invalid, so nothing was imported.`)
      failed.push({ row, problem })
    },
    all: () => failed.toSorted((a, b) => a.row - b.row),
  }
}
