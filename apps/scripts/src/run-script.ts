import { isApiError } from '@taskpact/client'
import { type Given, helpOf, type Options, readCommandLine, type Usage, UsageError } from './command-line.js'
import { interruption } from './interruption.js'
import { print } from './print.js'
import { createProgress, type Progress } from './progress.js'

export interface Script<O extends Options, Report> extends Usage<O> {
  /** Rejects with what went wrong; a UsageError is for what the command line lacks. `stop` is aborted by Ctrl-C and the like. */
  run(given: Given<O & typeof common>, progress: Progress, stop: AbortSignal): Promise<Report>
  /** What a person is told at the end; nothing where the result itself went to stdout. */
  tell(report: Report): string | undefined
  /** Whether all is well, where a report may also tell of the contrary. */
  isWell?(report: Report): boolean
}

const common = {
  json: { type: 'boolean', describe: 'Print the report as one JSON object, and no progress.' },
  help: { type: 'boolean', describe: 'Show this.' },
} as const satisfies Options

const quiet: Progress = { show() {}, end() {} }

/**
 * Runs a script with the command line of this process: its report goes to stdout, progress and failures to stderr. The exit code
 * is 0 when it is done, 1 when it failed and 2 when the command line was wrong.
 */
export async function runScript<const O extends Options, Report>(script: Script<O, Report>): Promise<void> {
  const usage = { ...script, options: { ...script.options, ...common } }
  const args = process.argv.slice(2).filter((arg) => arg !== '--') // some package managers hand it on
  if (args.includes('--help')) {
    return print(`${helpOf(usage)}\n`)
  }
  process.stderr.on('error', () => {}) // progress that nobody sees must not end what is being done
  const asJson = args.includes('--json')
  const progress = asJson ? quiet : createProgress(process.stderr)
  try {
    const report = await script.run(readCommandLine<O & typeof common>(usage, args), progress, interruption())
    progress.end()
    const told = asJson ? JSON.stringify(report) : script.tell(report)
    if (told !== undefined) await print(`${told}\n`)
    if (script.isWell?.(report) === false) process.exitCode = 1
  } catch (error) {
    progress.end()
    process.exitCode = error instanceof UsageError ? 2 : 1
    console.error(asJson ? JSON.stringify({ error: toJson(error) }) : `${sentenceOf(error)}${hintOf(error, script)}`)
  }
}

/** What went wrong, in words: of a call, with the fields that were refused and the name of the request. */
export function sentenceOf(error: unknown): string {
  if (!isApiError(error)) return error instanceof Error ? error.message : String(error)
  const fields = error.errors.map(({ pointer, message }) => `\n  ${pointer}: ${message}`)
  const request = error.requestId && `\n  request ${error.requestId}`
  return `${error.code}: ${error.message}${causeOf(error)}${fields.join('')}${request}`
}

/** Why no answer came, where that is known: the innermost cause is what the network said. */
function causeOf({ cause }: Error): string {
  if (!(cause instanceof Error)) return ''
  const { message, code } = cause as NodeJS.ErrnoException
  return causeOf(cause) || ` (${message.trim() || code})`
}

function toJson(error: unknown): object {
  if (isApiError(error)) {
    const { code, message, errors, requestId } = error
    return { code, message: message + causeOf(error), errors, requestId }
  }
  return { code: error instanceof UsageError ? 'usage' : 'failed', message: sentenceOf(error) }
}

function hintOf(error: unknown, { command }: Usage<Options>): string {
  return error instanceof UsageError ? `\nSee ${command} --help` : ''
}
