import type { Command } from './command.js'
import { interruptionSignal } from './interruption.js'
import { type Parsed, parseFlags } from './parse-flags.js'
import { reportError } from './report-error.js'
import { serverUrl } from './server-url.js'
import { handleClosedStreams, progress } from './streams.js'

export type Run = (parsed: Parsed, signal: AbortSignal) => Promise<void>

/** Parses the arguments of a command and runs it. Reports an error on stderr. Returns the exit code. */
export async function runSafely(command: Command, args: readonly string[], run: Run): Promise<number> {
  let url = ''
  try {
    handleClosedStreams()
    const parsed = parseFlags(command, args)
    url = serverUrl(parsed.values.url as string | undefined)
    await run(parsed, interruptionSignal())
    return 0
  } catch (error) {
    progress(undefined)
    return reportError(error, command, url)
  }
}
