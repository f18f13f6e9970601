import { callApi } from './call-api.js'
import type { Command } from './command.js'
import { commands } from './commands.gen.js'
import { isOperation } from './common-flags.js'
import { runOperation } from './run-operation.js'
import { type Run, runSafely } from './run-safely.js'

/** The commands on the typed client that are not one of its operations. */
const others: Readonly<Record<string, Run>> = {
  login: async (...parsed) => (await import('./login.js')).login(...parsed),
  logout: async (...parsed) => (await import('./logout.js')).logout(...parsed),
  api: callApi,
}

/** Runs a command on the typed client, and returns the exit code. */
export function run(command: Command, args: readonly string[]): Promise<number> {
  const operation = isOperation(command) ? command : commands.find(({ words }) => words === aliases[command.words])
  return runSafely(
    command,
    args,
    operation ? (...parsed) => runOperation(operation, ...parsed) : (others[command.words] as Run),
  )
}

const aliases: Readonly<Record<string, string>> = { whoami: 'auth me' }
