import { ask, canAsk, confirm } from './ask.js'
import type { OperationCommand } from './command.js'
import { type Method, methodOf, openClient } from './connection.js'
import type { Parsed } from './parse-flags.js'
import { pickerOf } from './picked-fields.js'
import { readFields, readText } from './read-input.js'
import { isReadOnly } from './read-only.js'
import { type Format, rowsOf, showOutput, showRows } from './show-output.js'
import { note, print, progress } from './streams.js'
import { checkRequired, type Input, toInput } from './to-input.js'
import { Failure, UsageError } from './usage-error.js'
import { watch } from './watch.js'
import { writeFileAtomic } from './write-file-atomic.js'

/** Runs the command of an operation. */
export async function runOperation(command: OperationCommand, parsed: Parsed, signal: AbortSignal): Promise<void> {
  return callOperation(command, parsed, toInput(command, parsed), signal)
}

/** Calls an operation with this input and that of `--input`, and prints its output. */
export async function callOperation(
  command: OperationCommand,
  { positionals, values }: Parsed,
  given: Input,
  signal: AbortSignal,
): Promise<void> {
  const { operation, output, cursor } = command
  const format = formatOf(command, values)
  if (command.changes && isReadOnly(values)) {
    throw new UsageError(`${command.words} changes data: refused because of --read-only`)
  }
  const input: Input = { ...command.defaults, ...(await inputOf(command, values.input, signal)), ...given }
  await askSecrets(command, input, signal)
  checkRequired(command, input)
  const client = await openClient({ positionals, values }, command.public === true)
  if (command.destroys && !values.yes) await confirm([command.words, ...positionals].join(' '), signal)
  const method = methodOf(client, operation)

  if (values.watch || command.watches) return watch({ command, method, client, format, input, signal })
  if (values.all && cursor) return showAllPages(command, method, input, format, signal)
  const result = await method(input, { signal })
  progress(undefined)
  if (output === 'none') {
    if (process.stderr.isTTY) note('Done')
    return
  }
  if (output === 'file') return saveFile(result as string, values)
  await showOutput(command, result, format)
  const { nextCursor, hasMore } = result as { readonly nextCursor?: string | null; readonly hasMore?: boolean }
  if (cursor && nextCursor && hasMore !== false) note(`There are more. Next: --all, or --${cursor} ${nextCursor}`)
}

function formatOf(command: OperationCommand, { json, ndjson }: Parsed['values']): Format {
  const kind = ndjson ? 'ndjson' : json === undefined ? 'text' : 'json'
  return { kind, pick: pickerOf(command, json) }
}

async function inputOf({ file, list }: OperationCommand, option: unknown, signal: AbortSignal): Promise<object> {
  if (typeof option !== 'string') return {}
  return file ? { [file]: await readText(option, signal) } : readFields(option, list, signal)
}

/** Secrets are not flags, because other users can see command lines. */
async function askSecrets({ flags }: OperationCommand, input: Input, signal: AbortSignal): Promise<void> {
  for (const { field, type } of flags) {
    if (type !== 'secret' || input[field] !== undefined || !canAsk()) continue
    const answer = await ask(`${field}: `, signal)
    if (answer) input[field] = answer
  }
}

/** Prints all pages, as they arrive unless the output is one JSON value. An interruption leaves whole lines. */
async function showAllPages(
  command: OperationCommand,
  method: Method,
  input: Input,
  format: Format,
  signal: AbortSignal,
): Promise<void> {
  const collected: unknown[] = []
  let count = 0
  let last: object = {}
  for await (const page of method.pages(input, { signal })) {
    const rows = rowsOf(command, page)
    count += rows.length
    last = page as object
    if (format.kind === 'json') collected.push(...rows)
    else await showRows(command, rows, format)
    signal.throwIfAborted()
    progress(`${count} so far`)
  }
  progress(undefined)
  if (format.kind === 'json') await showOutput(command, { ...last, [command.rows as string]: collected }, format)
}

async function saveFile(content: string, { output, force }: Parsed['values']): Promise<void> {
  if (output === undefined) return print(content)
  if (await writeFileAtomic(output as string, content, force === true)) {
    return note(`${Buffer.byteLength(content)} bytes written to ${output}`)
  }
  throw new Failure(`${output} exists. Use --force to replace it`)
}
