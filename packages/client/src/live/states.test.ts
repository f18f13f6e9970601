import { describe, expect, it } from 'vitest'
import { type LiveEvent, type LiveState, transitions } from './states.js'

const columns: readonly LiveEvent[] = ['page', 'expired', 'buffered', 'lost', 'fatal', 'retry']

/** The state after each event, in the order of the columns. */
const expected: Readonly<Record<LiveState, readonly LiveState[]>> = {
  connecting: ['live', 'offline', 'polling', 'offline', 'failed', 'connecting'],
  live: ['live', 'connecting', 'polling', 'offline', 'failed', 'connecting'],
  polling: ['polling', 'offline', 'polling', 'offline', 'failed', 'connecting'],
  offline: ['offline', 'offline', 'polling', 'offline', 'failed', 'connecting'],
  failed: ['failed', 'failed', 'failed', 'failed', 'failed', 'failed'],
}

const cells = Object.entries(expected).flatMap(([state, next]) =>
  columns.map((event, at) => [state as LiveState, event, next[at] as LiveState] as const),
)

describe('the states of a live iteration', () => {
  it.each(cells)('%s, after %s, is %s', (state, event, next) => {
    expect(transitions[state][event]).toBe(next)
  })

  it('are all in the table', () => {
    expect(Object.keys(transitions)).toEqual(Object.keys(expected))
    for (const row of Object.values(transitions)) expect(Object.keys(row).sort()).toEqual([...columns].sort())
  })
})
