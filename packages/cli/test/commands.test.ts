import { readFile } from 'node:fs/promises'
import { contract, operations } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { toCommandsFile } from '../scripts/to-commands-file.js'
import { toDescriptionsFile } from '../scripts/to-descriptions-file.js'
import { toKebabCase } from '../src/command.js'
import { commands } from '../src/commands.gen.js'
import { flagsOf, isOperation } from '../src/common-flags.js'
import { excluded } from '../src/excluded.gen.js'
import { allCommands } from '../src/find-command.js'

const all = operations(contract)

describe('the table of commands', () => {
  it.each([
    ['commands.gen.ts', toCommandsFile],
    ['descriptions.gen.ts', toDescriptionsFile],
  ])('is current: %s', async (name, toFile) => {
    const file = await readFile(new URL(`../src/${name}`, import.meta.url), 'utf8')

    expect(file, 'run pnpm generate').toBe(toFile(all))
  })

  it.each(all)('has a command for $name, or the reason why there is none', ({ name }) => {
    const words = name.split('.').map(toKebabCase).join(' ')

    expect(commands.filter((one) => one.words === words).length + (excluded[name] ? 1 : 0)).toBe(1)
  })

  it('gives every field of an operation a flag, an argument or a place in --input', () => {
    for (const command of commands.filter(({ watches }) => !watches)) {
      const { input } = all.find(({ name }) => name === command.operation) as (typeof all)[number]
      const fields = Object.keys(input.shape).filter((field) => field !== 'userId')
      const known = [...command.args, ...command.flags].map(({ field }) => field)

      expect([...known, ...(command.file ? [command.file] : [])].sort(), command.words).toEqual(fields.sort())
    }
  })

  it('marks every command that changes data, and those that cannot be undone', () => {
    const kinds = new Map(all.map(({ name, kind }) => [name, kind]))
    const undoable = commands.filter(({ destroys }) => destroys).map(({ operation }) => operation)

    for (const { operation, changes } of commands) expect(changes ?? false).toBe(kinds.get(operation) === 'mutation')
    expect(undoable).toEqual(expect.arrayContaining(['auth.deleteMe', 'auth.sessions.revoke', 'tasks.purge']))
    expect(undoable).not.toContain('tasks.remove')
  })

  it('has no flag for a password, which other users could see', () => {
    const names = commands.flatMap(flagsOf).map(({ field }) => field)

    expect(names.filter((name) => /password|secret/i.test(name))).toEqual([])
  })

  it.each(allCommands)('has no two flags of the same name: $words', (command) => {
    const names = flagsOf(command).map(({ field }) => field)

    expect(names).toEqual([...new Set(names)])
    if (isOperation(command)) expect(command.columns.every((name) => name !== 'userId')).toBe(true)
  })
})
