import { type ApiError, isApiError } from '@taskpact/client'
import { type Command, toKebabCase } from './command.js'
import { exitCodesByCode, exitCodesByStatus } from './commands.gen.js'
import { Interruption } from './interruption.js'
import { note } from './streams.js'
import { Failure, seeHelp, UsageError } from './usage-error.js'

/** Exit code if there was no response. */
const unreachable = 8

/** Writes an error with what to do next to stderr, and returns the exit code. */
export function reportError(error: unknown, command: Command | undefined, url: string): number {
  if (error instanceof Interruption) return error.exitCode
  if (isApiError(error)) {
    const exit = exitCodeOf(error)
    const { title } = error.problem ?? {}
    // The message repeats the invalid fields, which are listed with their flags.
    note(`taskpact: ${error.code}: ${(error.errors.length > 0 && title) || error.message}${causeOf(error)}`)
    for (const { pointer, message } of error.errors) note(`  ${toFlagName(pointer, command)}: ${message}`)
    note(nextStep(error, exit, command, url))
    return exit
  }
  note(`taskpact: ${error instanceof Error ? error.message : String(error)}`)
  if (!(error instanceof UsageError)) return error instanceof Failure ? error.exitCode : 1
  note(seeHelp(command?.words))
  return 2
}

/** By the code of the error, or by its status if a later version of the API has added the code. */
export function exitCodeOf({ code, status, cause }: ApiError): number {
  if (code === 'unreachable' || code === 'timeout') return unreachable
  if (code === 'contract_mismatch' && isApiError(cause)) return 1
  // A proxy reports that the server does not respond.
  if (code === 'unexpected_response' && /^50[234]$/.test(String(status))) return unreachable
  return exitCodesByCode[code] ?? exitCodesByStatus[status] ?? (status === 0 && code === 'invalid_input' ? 2 : 1)
}

/** The innermost cause, which is the network error of a server that is not reachable. */
function causeOf({ cause }: Error): string {
  if (!(cause instanceof Error) || isApiError(cause)) return ''
  const { message, code } = cause as NodeJS.ErrnoException
  return causeOf(cause) || ` (${message.trim() || code})`
}

/** Returns the flag or argument of a JSON Pointer (RFC 6901), or the pointer if the command has none. */
function toFlagName(pointer: string, command: Command | undefined): string {
  const [field = '', ...rest] = pointer.slice(1).split('/')
  const place = rest.length > 0 ? ` ${rest.join('/')}` : ''
  const flag = command?.flags.find((one) => one.field === field && one.type !== 'json')
  if (flag) return `--${toKebabCase(field)}${place}`
  return command?.args.some((one) => one.field === field) ? toKebabCase(field).toUpperCase() : pointer
}

function nextStep(error: ApiError, exit: number, command: Command | undefined, url: string): string {
  const { problem, retryAfter, requestId } = error
  const { currentRevision } = (problem ?? {}) as { readonly currentRevision?: number }
  if (exit === 2) return seeHelp(command?.words)
  if (exit === 4 && /scope/.test(error.code)) return 'Next: use a token that has this scope'
  if (exit === 4) return `Next: taskpact login --url ${url}, or set TASKPACT_TOKEN`
  if (exit === 5) return 'Next: check the id; taskpact tasks list --trashed shows what was removed'
  if (exit === 6 && currentRevision) return `Next: read it again, then repeat with --if-match ${currentRevision}`
  if (exit === 6) return 'Next: read the current state and resolve the conflict'
  if (retryAfter !== undefined) return `Next: repeat after ${retryAfter} s`
  if (exit === unreachable) return `Next: check that the server runs at ${url}; --url and TASKPACT_URL set another one`
  return requestId ? `Request: ${requestId}` : `Server: ${url}`
}
