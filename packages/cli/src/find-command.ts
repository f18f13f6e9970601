import { builtinCommands } from './builtin-commands.js'
import { type Command, isSwitch, toKebabCase } from './command.js'
import { commands } from './commands.gen.js'
import { requestFlags } from './common-flags.js'
import { UsageError } from './usage-error.js'

export const allCommands: readonly Command[] = [...builtinCommands, ...commands]

export interface Found {
  /** Undefined if the words name a group of commands, such as `tasks`. */
  readonly command: Command | undefined
  /** The words of the command or the group. */
  readonly words: string
  readonly args: readonly string[]
}

/** Flags that take a value, as `--url`, and may come before the command. */
const withValue = requestFlags.filter((flag) => !isSwitch(flag)).map(({ field }) => `--${toKebabCase(field)}`)

/**
 * Finds the command that the words of a command line begin with. Flags may come before it. Throws a UsageError, with the nearest command,
 * if there is none.
 */
export function findCommand(line: readonly string[]): Found {
  const args = [...line]
  const words: string[] = []
  for (let index = 0; index < args.length; ) {
    const arg = args[index] as string
    if (arg === '--') break
    if (arg.startsWith('-')) {
      index += withValue.includes(arg) ? 2 : 1
      continue
    }
    const path = [...words, arg].join(' ')
    const command = allCommands.find((one) => one.words === path)
    if (!command && !isGroup(path)) {
      throw UsageError.unknown(
        'command',
        path,
        allCommands.flatMap((one) => prefixesOf(one.words)),
      )
    }
    words.push(arg)
    args.splice(index, 1)
    if (command) return { command, words: path, args }
  }
  return { command: undefined, words: words.join(' '), args }
}

function isGroup(path: string): boolean {
  return allCommands.some(({ words }) => words.startsWith(`${path} `))
}

function prefixesOf(words: string): string[] {
  const all = words.split(' ')
  return all.map((_, index) => all.slice(0, index + 1).join(' '))
}
