import { type Command, type Flag, isSwitch, toKebabCase } from './command.js'
import { commands } from './commands.gen.js'
import { flagsOf } from './common-flags.js'
import { descriptionOf, summaryOf } from './described.js'

/** Returns what the last of these words can become, each as `word` or `word<tab>description`. The others come before it. */
export function complete(all: readonly Command[], words: readonly string[]): string[] {
  const previous = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  const path = pathOf(all, previous)
  const command = all.find((one) => one.words === path.join(' '))
  if (!command) return path.length === previous.length ? subcommands(all, path, current) : []
  const flags = flagsOf(command)
  const last = previous.at(-1) ?? ''
  const flag = last.startsWith('--') ? flags.find((one) => nameOf(one) === last && !isSwitch(one)) : undefined
  if (flag) return valuesOf(flag, current)
  if (current.startsWith('-')) {
    return starting(
      current,
      flags.map((one) => [nameOf(one), descriptionOf(command, one)]),
    )
  }
  const arg = command.args[previous.length - path.length]
  if (arg?.field === 'operation') return starting(current, operationNames())
  return arg ? valuesOf(arg, current) : []
}

/** The leading words that name a command or a group. */
function pathOf(all: readonly Command[], words: readonly string[]): string[] {
  const path: string[] = []
  for (const word of words) {
    const next = [...path, word].join(' ')
    if (!all.some((one) => `${one.words} `.startsWith(`${next} `))) break
    path.push(word)
  }
  return path
}

function subcommands(all: readonly Command[], path: readonly string[], current: string): string[] {
  const prefix = path.map((word) => `${word} `).join('')
  const below = all.filter((one) => one.words.startsWith(prefix))
  const next = below.map((one): [string, string] => {
    const [word = '', ...more] = one.words.slice(prefix.length).split(' ')
    return [word, more.length > 0 ? '' : summaryOf(one)]
  })
  return starting(current, [...new Map(next)])
}

/** A list completes after its last comma. */
function valuesOf({ type, values = [] }: Flag, current: string): string[] {
  const [chosen = ''] = type === 'list' ? (/^.*,/.exec(current) ?? []) : []
  return starting(
    current,
    values.map((value) => [chosen + value, '']),
  )
}

function operationNames(): [string, string][] {
  return commands.map((command) => [command.operation, summaryOf(command)])
}

function starting(current: string, candidates: readonly (readonly [string, string])[]): string[] {
  return candidates
    .filter(([word]) => word.startsWith(current))
    .map(([word, description]) => (description ? `${word}\t${description}` : word))
}

function nameOf({ field }: Flag): string {
  return `--${toKebabCase(field)}`
}
