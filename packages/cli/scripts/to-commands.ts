import { latestCursor, type Operation, ownerParameter } from '@taskpact/contract'
import * as z from 'zod'
import { type Flag, type OperationCommand, toKebabCase } from '../src/command.js'
import { reasonToExclude } from './excluded-operations.js'
import { type JsonSchema, resolveIn, toFlag } from './to-flag.js'
import { toOutput } from './to-output.js'

/** Verbs of operations that cannot be undone. `remove` is not one: what it moves to the trash can be restored. */
const destroying = /^(?:purge|delete|revoke)/

/** Returns the commands of all operations that have one, in the order of the contract. */
export function toCommands(operations: readonly Operation[]): readonly OperationCommand[] {
  const live = operations.find(({ metadata }) => metadata.longPoll)
  return operations
    .filter((operation) => reasonToExclude(operation) === undefined)
    .map((operation) =>
      operation.metadata.streams === undefined
        ? toCommand(operation, live)
        : toWatchCommand(operation, operations.find(({ name }) => name === operation.metadata.streams) as Operation),
    )
}

function toCommand(operation: Operation, live: Operation | undefined): OperationCommand {
  const { name, kind, places, metadata } = operation
  const { requestFile } = metadata
  const flags = flagsOf(operation)
    .filter(({ field }) => field !== 'content' || !requestFile)
    .map((flag) => (requestFile?.auto && flag.field === 'format' ? withDefault(flag, 'auto') : flag))
  const path = flags.filter(({ field }) => places[field] === 'path')
  const [list, ...others] = flags.filter(({ type, required }) => type === 'json' && required)
  const output = toOutput(operation)
  const [group] = name.split('.')
  const isWatchable = kind === 'query' && output.output === 'json' && live?.name.split('.')[0] === group
  return {
    ...described(operation),
    args: path,
    flags: flags.filter((flag) => !path.includes(flag)),
    ...(metadata.access === 'public' && { public: true as const }),
    ...(kind === 'mutation' && { changes: true as const }),
    ...(destroying.test(name.split('.').at(-1) ?? '') && { destroys: true as const }),
    ...(requestFile && { file: 'content' }),
    ...(requestFile?.auto && { defaults: { format: 'auto' } }),
    ...(list && others.length === 0 && { list: list.field }),
    ...output,
    ...(isWatchable && live && { watch: live.name }),
  }
}

/** A stream is the live form of the operation that it asks again and again, from later changes on. */
function toWatchCommand(stream: Operation, asked: Operation): OperationCommand {
  const after = asked.metadata.longPoll?.after
  const flags = flagsOf(asked).filter(({ field }) => field === after)
  return {
    ...described(stream),
    operation: asked.name,
    args: [],
    flags: flags.map((flag) => ({ ...flag, description: `Start after this cursor. Default: ${latestCursor}.` })),
    ...toOutput(asked),
    watch: asked.name,
    watches: true,
    ...(after !== undefined && { defaults: { [after]: latestCursor } }),
  }
}

function withDefault(flag: Flag, value: string): Flag {
  return { ...flag, description: `${flag.description}`.replace(/ Default: .*$/, ` Default: ${value}.`) }
}

function described({ name, route }: Operation) {
  return { words: name.split('.').map(toKebabCase).join(' '), operation: name, summary: route.summary }
}

function flagsOf({ input, places }: Operation): Flag[] {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const required = schema.required ?? []
  const resolve = resolveIn(schema)
  return Object.entries(schema.properties ?? {})
    .filter(([field]) => field !== ownerParameter && places[field])
    .map(([field, property]) => toFlag(field, property, required.includes(field), resolve))
}
