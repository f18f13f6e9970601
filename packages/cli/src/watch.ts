import type { Client } from '@taskpact/client'
import type { OperationCommand } from './command.js'
import { commands, latestCursor } from './commands.gen.js'
import { type Method, methodOf } from './connection.js'
import { type Format, rowsOf, showOutput, showRows } from './show-output.js'
import { note, print, screen } from './streams.js'

interface Watched {
  readonly command: OperationCommand
  readonly method: Method
  readonly client: Client
  readonly format: Format
  readonly input: object
  readonly signal: AbortSignal
}

/**
 * Prints live changes until the signal is aborted. The operation that lists changes prints each change as one or more lines; any other
 * operation prints its output again after each change, on a terminal in place of the previous one.
 */
export async function watch({ command, method, client, format, input, signal }: Watched): Promise<void> {
  const live = methodOf(client, command.watch as string).live
  const options = { signal, onStatus }
  if (command.operation === command.watch) {
    // One change per line, whichever format is chosen.
    const lines = format.kind === 'text' ? format : ({ ...format, kind: 'ndjson' } as const)
    for await (const page of live.pages(input, options)) {
      const rows = rowsOf(command, page)
      if (rows.length > 0) await showRows(command, rows, lines)
    }
    return
  }
  const cursor = commands.find(({ operation }) => operation === command.watch)?.cursor as string
  let isFirst = true
  // The first page arrives at once, also without changes. Opened before the first output, the stream misses no change after it.
  for await (const _ of live.pages({ [cursor]: latestCursor }, options)) {
    const output = await method(input, { signal })
    if (screen() && format.kind === 'text') await print('\x1b[H\x1b[2J')
    else if (!isFirst && format.kind === 'text') await print('\n')
    await showOutput(command, output, format)
    isFirst = false
  }
}

function onStatus(status: string): void {
  if (status === 'offline') note('taskpact: The connection was lost. Trying again')
}
