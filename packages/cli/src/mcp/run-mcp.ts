import type { Command } from '../command.js'
import { runSafely } from '../run-safely.js'
import { runMcpBridge } from './bridge.js'

/** Runs the bridge, and returns the exit code. */
export function run(command: Command, args: readonly string[]): Promise<number> {
  return runSafely(command, args, runMcpBridge)
}
