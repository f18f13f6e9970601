import type { Parsed } from './parse-flags.js'

/** Whether changes are refused: `--read-only`, or `TASKPACT_READ_ONLY` with any value but 0, false or nothing. */
export function isReadOnly({ readOnly }: Parsed['values']): boolean {
  return readOnly === true || !/^(?:|0|false)$/i.test(process.env.TASKPACT_READ_ONLY ?? '')
}
