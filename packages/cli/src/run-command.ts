import type { Command, OperationCommand } from './command.js'
import { commands } from './commands.gen.js'
import { isOperation } from './common-flags.js'
import { interruptionSignal } from './interruption.js'
import type { Parsed } from './parse-flags.js'
import { reportError } from './report-error.js'
import { serverUrl } from './server-url.js'
import { progress } from './streams.js'

type Run = (parsed: Parsed, signal: AbortSignal) => Promise<void>

/** The code of each is loaded when it runs. */
const builtins: Readonly<Record<string, Run>> = {
  login: async (...args) => (await clientCommands()).login(...args),
  logout: async ({ values }) => (await clientCommands()).logout(values),
  api: async (...args) => (await clientCommands()).callApi(...args),
  mcp: async (...args) => (await import('./mcp/bridge.js')).runMcpBridge(...args),
  whoami: (...args) =>
    runOperation(commands.find(({ operation }) => operation === 'auth.me') as OperationCommand, ...args),
}

/** Runs a command that sends requests, and returns the exit code. */
export async function runCommand(command: Command, parsed: Parsed): Promise<number> {
  let url = ''
  try {
    url = serverUrl(parsed.values.url as string | undefined)
    const signal = interruptionSignal()
    await (isOperation(command) ? runOperation(command, parsed, signal) : builtins[command.words]?.(parsed, signal))
    return 0
  } catch (error) {
    progress(undefined)
    return reportError(error, command, url)
  }
}

async function runOperation(command: OperationCommand, ...args: Parameters<Run>): Promise<void> {
  return (await clientCommands()).runOperation(command, ...args)
}

function clientCommands() {
  return import('./client-commands.js')
}
