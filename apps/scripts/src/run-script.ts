import { isApiError } from '@taskpact/client'
import {
  formatHelp,
  type Options,
  type ParsedCommandLine,
  parseCommandLine,
  type Usage,
  UsageError,
} from './command-line.js'
import { print } from './print.js'
import { createProgress, type Progress } from './progress.js'
import { terminationSignal } from './termination-signal.js'

export interface Script<O extends Options, Report> extends Usage<O> {
  /** Runs the script. Rejects with a UsageError if the command line is invalid. `signal` is aborted by Ctrl-C and SIGTERM. */
  run(commandLine: ParsedCommandLine<O & typeof common>, progress: Progress, signal: AbortSignal): Promise<Report>
  /** Formats the report for people; undefined if the result itself went to stdout. */
  format(report: Report): string | undefined
  /** Returns whether the exit code is 0, for reports that can contain failures. Defaults to true. */
  isSuccess?(report: Report): boolean
}

const common = {
  json: { type: 'boolean', description: 'Print the report as one JSON object, without progress.' },
  help: { type: 'boolean', description: 'Show this help.' },
} as const satisfies Options

const noProgress: Progress = { show() {}, end() {} }

/**
 * Runs a script with the arguments of this process. The report goes to stdout, progress and errors to stderr. Exit codes: 0 for
 * success, 1 for a failure, 2 for an invalid command line.
 */
export async function runScript<const O extends Options, Report>(script: Script<O, Report>): Promise<void> {
  const usage = { ...script, options: { ...script.options, ...common } }
  const args = process.argv.slice(2).filter((arg) => arg !== '--') // some package managers pass it on
  if (args.includes('--help')) {
    return print(`${formatHelp(usage)}\n`)
  }
  process.stderr.on('error', () => {}) // a closed stderr must not stop the script
  const asJson = args.includes('--json')
  const progress = asJson ? noProgress : createProgress(process.stderr)
  try {
    const report = await script.run(parseCommandLine<O & typeof common>(usage, args), progress, terminationSignal())
    progress.end()
    const text = asJson ? JSON.stringify(report) : script.format(report)
    if (text !== undefined) await print(`${text}\n`)
    if (script.isSuccess?.(report) === false) process.exitCode = 1
  } catch (error) {
    progress.end()
    process.exitCode = error instanceof UsageError ? 2 : 1
    console.error(asJson ? JSON.stringify({ error: toJson(error) }) : `${formatError(error)}${hintFor(error, script)}`)
  }
}

/** Returns an error as text: for an ApiError with its code, invalid fields and request id. */
export function formatError(error: unknown): string {
  if (!isApiError(error)) return error instanceof Error ? error.message : String(error)
  const fields = error.errors.map(({ pointer, message }) => `\n  ${pointer}: ${message}`)
  const request = error.requestId && `\n  request ${error.requestId}`
  return `${error.code}: ${error.message}${formatCause(error)}${fields.join('')}${request}`
}

/** The innermost cause, which is the network error of an `unreachable` server. */
function formatCause({ cause }: Error): string {
  if (!(cause instanceof Error)) return ''
  const { message, code } = cause as NodeJS.ErrnoException
  return formatCause(cause) || ` (${message.trim() || code})`
}

function toJson(error: unknown): object {
  if (isApiError(error)) {
    const { code, message, errors, requestId } = error
    return { code, message: message + formatCause(error), errors, requestId }
  }
  return { code: error instanceof UsageError ? 'usage' : 'failed', message: formatError(error) }
}

function hintFor(error: unknown, { command }: Usage<Options>): string {
  return error instanceof UsageError ? `\nSee ${command} --help` : ''
}
