import { describe, expect, it } from 'vitest'
import { findCommand } from './find-command.js'

describe('findCommand', () => {
  it('finds a command of several words, and returns the other arguments', () => {
    const found = findCommand(['auth', 'sessions', 'revoke', 'ID', '--yes'])

    expect([found.words, found.args]).toEqual(['auth sessions revoke', ['ID', '--yes']])
  })

  it('accepts flags before the command', () => {
    const found = findCommand(['--url', 'http://localhost:1', '--insecure', 'tasks', 'list', '--all'])

    expect([found.words, found.args]).toEqual(['tasks list', ['--url', 'http://localhost:1', '--insecure', '--all']])
  })

  it('finds a group', () => {
    expect(findCommand(['auth', '--help'])).toEqual({ command: undefined, words: 'auth', args: ['--help'] })
  })

  it('throws for an unknown command, with the nearest one', () => {
    expect(() => findCommand(['tasks', 'creaet'])).toThrow('Unknown command: tasks creaet. Did you mean: tasks create')
    expect(() => findCommand(['frobnicate'])).toThrow(/^Unknown command: frobnicate\.$/)
  })
})
