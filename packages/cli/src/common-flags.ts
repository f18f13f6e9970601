import type { Command, Flag, OperationCommand } from './command.js'

const url: Flag = {
  field: 'url',
  type: 'text',
  description: 'URL of the server. Default: $TASKPACT_URL, or http://localhost:8000.',
}
const insecure: Flag = {
  field: 'insecure',
  type: 'boolean',
  description: 'Send the token over plain HTTP to another computer.',
}
const help: Flag = { field: 'help', type: 'boolean', description: 'Show this help.' }
const readOnly: Flag = {
  field: 'readOnly',
  type: 'boolean',
  description: 'Refuse commands that change data. Also: TASKPACT_READ_ONLY=1.',
}

/** Flags of commands that send requests. */
export const requestFlags: readonly Flag[] = [url, insecure, readOnly]
export const connectionFlags: readonly Flag[] = [url, insecure]
export const helpFlag = help

export const jsonFlag: Flag = {
  field: 'json',
  type: 'text',
  description: 'Print JSON: the whole output, or the given FIELDS of it.',
}
export const inputFlag: Flag = {
  field: 'input',
  type: 'text',
  description: 'Read the fields from a JSON FILE, or from stdin (-).',
}
export const yesFlag: Flag = { field: 'yes', type: 'boolean', description: 'Do not ask for confirmation.' }

/** Returns all flags of a command: those of its fields, then those that its kind of command has. */
export function flagsOf(command: Command): readonly Flag[] {
  const own = command.flags.filter(({ type }) => type !== 'secret' && type !== 'json')
  return [...own, ...(isOperation(command) ? operationFlags(command) : []), help]
}

export function isOperation(command: Command): command is OperationCommand {
  return 'operation' in command
}

function operationFlags({
  output,
  cursor,
  watch,
  watches,
  destroys,
  changes,
  file,
  flags,
}: OperationCommand): readonly Flag[] {
  const fileInput = {
    ...inputFlag,
    description: 'Read the content from a FILE, or from stdin (-).',
    required: true,
  } as const
  return [
    ...(file ? [fileInput] : changes && flags.length > 0 ? [inputFlag] : []),
    ...(output === 'json' ? [jsonFlag] : []),
    ...(cursor || watch
      ? [{ field: 'ndjson', type: 'boolean', description: 'Print one JSON object per line.' } as const]
      : []),
    ...(cursor && !watches ? [{ field: 'all', type: 'boolean', description: 'Follow all pages.' } as const] : []),
    ...(watch && !watches
      ? [{ field: 'watch', type: 'boolean', description: 'Print again after each change.' } as const]
      : []),
    ...(output === 'file'
      ? ([
          { field: 'output', type: 'text', description: 'Write to FILE, completely or not at all. Default: stdout.' },
          { field: 'force', type: 'boolean', description: 'Replace an existing file.' },
        ] as const)
      : []),
    ...(destroys ? [yesFlag] : []),
    ...requestFlags,
  ]
}
