import { describe, expect, it } from 'vitest'
import { flagsOf } from './common-flags.js'
import { descriptionOf } from './described.js'
import { allCommands, findCommand } from './find-command.js'
import { helpOf } from './help.js'
import { parseFlags } from './parse-flags.js'
import { toInput } from './to-input.js'

describe('help', () => {
  it('lists all commands', () => {
    const text = helpOf(allCommands, '', undefined)

    for (const { words } of allCommands) expect(text).toContain(`  ${words}`)
  })

  it('lists the commands of a group', () => {
    const text = helpOf(allCommands, 'auth sessions', undefined)

    expect(text).toMatch(/^taskpact auth sessions COMMAND/)
    expect(text).toContain('auth sessions revoke SESSION-ID')
    expect(text).not.toContain('tasks')
  })

  it.each(allCommands)('describes every flag and argument of $words, and its examples are valid', (command) => {
    const text = helpOf(allCommands, command.words, command)

    for (const flag of [...flagsOf(command), ...command.args]) {
      expect(descriptionOf(command, flag), flag.field).toMatch(/\S/)
      expect(text).toContain(descriptionOf(command, flag))
    }
    const examples = text.split('Examples:\n')[1]?.trim().split('\n') ?? []
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) {
      const words = [...example.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? (plain as string))
      const found = findCommand(words.slice(1))
      expect(found.command).toBe(command)
      toInput(command, parseFlags(command, found.args))
    }
  })

  it('ends each text with one line feed', () => {
    for (const command of [undefined, ...allCommands]) {
      expect(helpOf(allCommands, command?.words ?? '', command)).toMatch(/[^\n]\n$/)
    }
  })
})
