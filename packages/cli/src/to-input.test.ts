import { describe, expect, it } from 'vitest'
import { findCommand } from './find-command.js'
import { parseFlags } from './parse-flags.js'
import { toInput } from './to-input.js'

function inputOf(line: string) {
  const { command, args } = findCommand(line.split(' '))
  if (!command) throw new Error(`Not a command: ${line}`)
  return toInput(command, parseFlags(command, args))
}

describe('arguments of a command', () => {
  it.each([
    ['tasks get ID', { taskId: 'ID' }],
    ['tasks list --status pending --limit 5', { status: 'pending', limit: 5 }],
    ['tasks list --tags a,b --tags c', { tags: ['a', 'b', 'c'] }],
    ['tasks list --overdue', { overdue: true }],
    ['tasks list --no-overdue --trashed=false', { overdue: false, trashed: false }],
    ['tasks update ID --due-date null --tags null', { taskId: 'ID', dueDate: null, tags: null }],
    ['tasks update ID --title null', { taskId: 'ID', title: 'null' }],
    ['tasks update ID --tags=', { taskId: 'ID', tags: [] }],
    ['tasks complete ID --completed toggle', { taskId: 'ID', completed: 'toggle' }],
    ['tasks complete ID --completed=false', { taskId: 'ID', completed: false }],
    ['tasks update ID --if-match 7 --json id,title', { taskId: 'ID', ifMatch: 7 }],
    ['tasks get --json= ID', { taskId: 'ID' }],
    ['tasks get -- --ID', { taskId: '--ID' }],
  ])('of "%s" are the input', (line, input) => {
    expect(inputOf(line)).toEqual(input)
  })

  it.each([
    ['tasks list --status open', '--status must be one of all, pending, completed'],
    ['tasks list --priority low,urgent', '--priority must be one of none, low, medium, high'],
    ['tasks update ID --if-match "7"', '--if-match must be a whole number'],
    ['tasks list --limit', '--limit'],
    ['tasks get --json ID', 'TASK-ID. The word after --json is its list of fields'],
    ['tasks list --all=yes', '--all'],
  ])('of "%s" are refused', (line, message) => {
    expect(() => inputOf(line)).toThrow(message)
  })
})
