import { type OperationCommand, toKebabCase } from './command.js'
import { commands } from './commands.gen.js'
import type { Parsed } from './parse-flags.js'
import { callOperation } from './run-operation.js'
import type { Input } from './to-input.js'
import { UsageError } from './usage-error.js'

/** Calls any operation by its name, such as `tasks.list`, and prints its output as JSON or, for a file, unchanged. */
export async function callApi({ positionals: [name = ''], values }: Parsed, signal: AbortSignal): Promise<void> {
  const command = await commandOf(name)
  const { field = [], text = [], json = '' } = values
  const input = {
    ...Object.fromEntries((field as readonly string[]).map((pair) => toEntry(pair, '-F', toValue))),
    ...Object.fromEntries((text as readonly string[]).map((pair) => toEntry(pair, '-f', (value) => value))),
  }
  await callOperation(command, { positionals: [], values: { ...values, json } }, input satisfies Input, signal)
}

async function commandOf(name: string): Promise<OperationCommand> {
  const words = name.split('.').map(toKebabCase).join(' ')
  const command = commands.find((one) => one.words === words)
  if (command) return command
  const { excluded } = await import('./excluded.gen.js')
  if (excluded[name]) throw new UsageError(`${name} is not available here. ${excluded[name]}`)
  throw UsageError.unknown(
    'operation',
    name,
    commands.map(({ operation }) => operation),
  )
}

function toEntry(pair: string, flag: string, convert: (text: string) => unknown): [field: string, value: unknown] {
  const [, field, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
  if (field === undefined || text === undefined) throw new UsageError(`${flag} must be FIELD=VALUE: ${pair}`)
  return [field, convert(text)]
}

/** JSON, or the text itself. */
function toValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
