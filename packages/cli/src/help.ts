import { type Command, type Flag, isSwitch, toKebabCase } from './command.js'
import { flagsOf, isOperation } from './common-flags.js'
import { descriptionOf, summaryOf } from './described.js'

/** Returns the help of a command, of a group such as `tasks`, or of all commands for no words. */
export function helpOf(all: readonly Command[], words: string, command: Command | undefined): string {
  return command ? commandHelp(command) : groupHelp(all, words)
}

function commandHelp(command: Command): string {
  const { words, args } = command
  const flags = flagsOf(command)
  const inInput = command.flags.filter(({ type }) => type === 'json' || type === 'secret')
  const usage = [
    'taskpact',
    words,
    ...args.map(placeholderOf),
    ...flags.filter((one) => one.required).map((one) => synopsis(command, one)),
  ].join(' ')
  return `${usage} [flags]

${summaryOf(command)}
${section(
  'Arguments',
  args.map((arg) => [placeholderOf(arg), describe(command, arg)]),
)}${section(
  'Flags',
  flags.map((flag) => [synopsis(command, flag), describe(command, flag)]),
)}${section(
  'Fields in the JSON of --input',
  inInput.map((flag) => [flag.field, describe(command, flag)]),
)}${section(
  'Examples',
  examplesOf(command).map((line) => [line, '']),
)}`
}

function groupHelp(all: readonly Command[], words: string): string {
  const prefix = words && `${words} `
  const found = all.filter((command) => command.words.startsWith(prefix))
  const lines = found.map(
    (command) => [[command.words, ...command.args.map(placeholderOf)].join(' '), summaryOf(command)] as const,
  )
  const examples = words ? [`taskpact ${found[0]?.words} --help`] : rootExamples
  return `taskpact ${prefix}COMMAND [flags]
${section('Commands', lines)}${section(
  'Examples',
  examples.map((line) => [line, '']),
)}`
}

const rootExamples = [
  'taskpact login --url https://tasks.example.org',
  'taskpact tasks list --status pending --json id,title',
  'taskpact api tasks.list -F limit=5',
  'taskpact tasks list --help',
]

function section(title: string, lines: readonly (readonly [string, string])[]): string {
  const width = Math.min(34, Math.max(...lines.map(([name]) => name.length)))
  const body = lines.map(([name, text]) => {
    if (!text) return `  ${name}`
    return name.length > width ? `  ${name}\n  ${' '.repeat(width)}  ${text}` : `  ${name.padEnd(width)}  ${text}`
  })
  return lines.length > 0 ? `\n${title}:\n${body.join('\n')}\n` : ''
}

function synopsis(command: Command, flag: Flag): string {
  const name = `--${toKebabCase(flag.field)}`
  if (flag.field === 'json') return `${name} [FIELDS]`
  if (isSwitch(flag)) return isOperation(command) && command.flags.includes(flag) ? `${name}[=false]` : name
  return `${name} ${flag.type === 'integer' ? 'N' : valueOfFlag(flag)}`
}

function valueOfFlag({ field, values = [] }: Flag): string {
  const short = values.join('|')
  return values.length > 0 && short.length < 40 ? short : (placeholders[field] ?? 'VALUE')
}

const placeholders: Readonly<Record<string, string>> = { url: 'URL', input: 'FILE', output: 'FILE', tags: 'TAG,…' }

function describe(command: Command, flag: Flag): string {
  const { values = [], nullable, type } = flag
  const description = descriptionOf(command, flag)
  const isLong = values.join('|').length >= 40
  return [
    description,
    ...(isLong ? [`One of ${values.join(', ')}.`] : []),
    ...(type === 'list' && !description.startsWith('-') ? ['Several: repeat it or use commas.'] : []),
    ...(nullable ? ['null clears it.'] : []),
    ...(type === 'secret' ? ['Asked for on a terminal.'] : []),
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
      ...args.map((arg) => arg.values?.[0] ?? (arg.field === 'operation' ? 'tasks.list' : placeholderOf(arg))),
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

function placeholderOf({ field }: Flag): string {
  return toKebabCase(field).toUpperCase()
}
