#!/usr/bin/env node
import type { Command } from './command.js'
import { allCommands, findCommand } from './find-command.js'
import { seeHelp, UsageError } from './usage-error.js'
import { writeSync } from './write-sync.js'

/** Replaced by the version of the package when it is built. */
declare const packageVersion: string

process.exitCode = await main(process.argv.slice(2))

/** Runs a command line, and returns the exit code. Help and completion load nothing that sends requests. */
async function main(line: readonly string[]): Promise<number> {
  let command: Command | undefined
  try {
    if (line[0] === '__complete')
      return await describe(({ complete }) => complete(allCommands, line.slice(1)).join('\n'))
    const isHelp = line[0] === 'help'
    const options = line.includes('--') ? line.slice(0, line.indexOf('--')) : line
    const found = findCommand(isHelp ? line.slice(1) : line)
    command = found.command
    if (isHelp || options.includes('--help') || options.includes('-h')) {
      return await describe(({ helpOf }) => helpOf(allCommands, found.words, command))
    }
    if (!command && options.includes('--version')) return await describe(() => packageVersion)
    if (!command) throw new UsageError(`Missing command${found.words && ` after: ${found.words}`}`)
    if (command.words === 'completion') return await describe(({ completionScript }) => completionScript(found.args))
    const { run } = await (command.words === 'mcp' ? import('./mcp/run-mcp.js') : import('./run-command.js'))
    return await run(command, found.args)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    writeSync(2, `taskpact: ${error.message}\n${seeHelp(command?.words)}\n`)
    return 2
  }
}

type Describe = typeof import('./describe-commands.js')

async function describe(toText: (module: Describe) => string): Promise<number> {
  const text = toText(await import('./describe-commands.js'))
  writeSync(1, text && !text.endsWith('\n') ? `${text}\n` : text)
  return 0
}
