import { builtinCommands } from './builtin-commands.js'
import { type Command, type Flag, toKebabCase } from './command.js'
import { flagsOf, isOperation } from './common-flags.js'
import { allCommands } from './find-command.js'
import { isSwitch, nameOf } from './parse-flags.js'

/** Returns the help of a command, of a group such as `tasks`, or of all commands for no words. */
export function helpOf(words: string, command: Command | undefined): string {
  return command ? commandHelp(command) : groupHelp(words)
}

function commandHelp(command: Command): string {
  const { words, summary, args } = command
  const flags = flagsOf(command)
  const usage = ['taskpact', words, ...args.map(nameOf), ...flags.filter((one) => one.required).map(synopsis)].join(' ')
  return `${usage} [flags]

${summary}
${section(
  'Arguments',
  args.map((arg) => [nameOf(arg), describe(arg)]),
)}${section(
  'Flags',
  flags.map((flag) => [synopsis(flag), describe(flag)]),
)}${section(
  'Examples',
  examplesOf(command).map((line) => [line, '']),
)}`
}

function groupHelp(words: string): string {
  const prefix = words && `${words} `
  const found = allCommands.filter((command) => command.words.startsWith(prefix))
  const listed = words ? found : found.filter((command) => !builtinCommands.includes(command))
  const own = words ? [] : builtinCommands
  const toLine = (command: Command) =>
    [[command.words, ...command.args.map(nameOf)].join(' '), command.summary] as const
  return `taskpact ${prefix}COMMAND [flags]
${section('Commands', [...own.map(toLine), ...listed.map(toLine)])}${section('Examples', [
  [`taskpact ${listed[0]?.words} --help`, ''],
  ...(words ? [] : rootExamples.map((line) => [line, ''] as const)),
])}`
}

const rootExamples = [
  'taskpact login --url https://tasks.example.org',
  'taskpact tasks list --status pending --json id,title',
  'taskpact api tasks.list -F limit=5',
]

function section(title: string, lines: readonly (readonly [string, string])[]): string {
  const width = Math.min(34, Math.max(...lines.map(([name]) => name.length)))
  const body = lines.map(([name, text]) => {
    if (!text) return `  ${name}`
    return name.length > width ? `  ${name}\n  ${' '.repeat(width)}  ${text}` : `  ${name.padEnd(width)}  ${text}`
  })
  return lines.length > 0 ? `\n${title}:\n${body.join('\n')}\n` : ''
}

function synopsis(flag: Flag): string {
  const name = `--${toKebabCase(flag.field)}`
  if (flag.field === 'json') return `${name} [FIELDS]`
  return isSwitch(flag) ? name : `${name} ${flag.type === 'integer' ? 'N' : placeholderOf(flag)}`
}

function placeholderOf({ field, values = [] }: Flag): string {
  const short = values.join('|')
  return values.length > 0 && short.length < 40 ? short : (placeholders[field] ?? 'VALUE')
}

const placeholders: Readonly<Record<string, string>> = { url: 'URL', input: 'FILE', output: 'FILE', tags: 'TAG,…' }

function describe({ description, values = [], nullable, type }: Flag): string {
  const isLong = values.join('|').length >= 40
  return [
    description,
    ...(isLong ? [`One of ${values.join(', ')}.`] : []),
    ...(type === 'list' && !description.startsWith('-') ? ['Several: repeat it or use commas.'] : []),
    ...(nullable ? ['null clears it.'] : []),
  ].join(' ')
}

/** Built from the table, so that they are valid for each command. */
function examplesOf(command: Command): string[] {
  const { words, args, flags } = command
  const required = flags.filter((flag) => flag.required && flag.type !== 'json')
  const line = (...more: string[]) =>
    [
      'taskpact',
      words,
      ...args.map((arg) => arg.values?.[0] ?? (arg.field === 'operation' ? 'tasks.list' : nameOf(arg))),
      ...required.map(({ field, example = 'VALUE' }) => `--${toKebabCase(field)} '${example}'`),
      ...more,
    ].join(' ')
  if (!isOperation(command)) return [line()]
  const { file, list, cursor, watches, watch, fields, columns, flags: own, output, destroys } = command
  const choice = own.find(({ values, required: isRequired }) => values && !isRequired)
  return [
    file || list ? line('--input -') : line(),
    ...(choice && !file ? [line(`--${toKebabCase(choice.field)} ${choice.values?.[1]}`)] : []),
    ...(output === 'json' && !file ? [line(`--json ${(columns[0] ? columns : fields).slice(0, 2).join(',')}`)] : []),
    ...(cursor && !watches ? [line('--all --ndjson')] : []),
    ...(watch && !watches ? [line('--watch')] : []),
    ...(output === 'file' ? [line('--output FILE')] : []),
    ...(own.some(({ field }) => field === 'ifMatch') ? [line('--if-match 7')] : []),
    ...(destroys ? [line('--yes')] : []),
  ]
}
