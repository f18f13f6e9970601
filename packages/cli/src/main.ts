#!/usr/bin/env node
import type { Command } from './command.js'
import { findCommand } from './find-command.js'
import { parseFlags } from './parse-flags.js'
import { handleClosedStreams, note, print } from './streams.js'
import { seeHelp, UsageError } from './usage-error.js'

/** Replaced by the version of the package when it is built. */
declare const packageVersion: string

handleClosedStreams()
process.exitCode = await main(process.argv.slice(2))

/** Runs a command line, and returns the exit code. */
async function main(line: readonly string[]): Promise<number> {
  let command: Command | undefined
  try {
    if (line[0] === '__complete') {
      const { complete } = await describeCommands()
      return await show(
        complete(line.slice(1))
          .map((one) => `${one}\n`)
          .join(''),
      )
    }
    const isHelp = line[0] === 'help'
    const options = line.includes('--') ? line.slice(0, line.indexOf('--')) : line
    const found = findCommand(isHelp ? line.slice(1) : line)
    command = found.command
    if (isHelp || options.includes('--help') || options.includes('-h')) {
      return await show((await describeCommands()).helpOf(found.words, command))
    }
    if (!command && options.includes('--version')) return await show(`${packageVersion}\n`)
    if (!command) throw new UsageError(`Missing command${found.words && ` after: ${found.words}`}`)
    const parsed = parseFlags(command, found.args)
    if (command.words === 'completion') {
      return await show((await describeCommands()).completionScript(String(parsed.positionals[0])))
    }
    const { runCommand } = await import('./run-command.js')
    return await runCommand(command, parsed)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    note(`taskpact: ${error.message}`)
    note(seeHelp(command?.words))
    return 2
  }
}

function describeCommands() {
  return import('./describe-commands.js')
}

async function show(text: string): Promise<number> {
  await print(text)
  return 0
}
