import { UserId } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { changesTo, given, list, make, metadata, stateOf, taken } from '../../test/compared.js'
import type { Change } from './change.js'
import { restChanges } from './rest-changes.js'
import { rpcChanges } from './rpc-changes.js'

type Things = Readonly<Record<string, object>>

const takes = (different: object): Things => ({
  make: { ...make, body: z.strictObject({ ...taken, ...different }) },
  list,
})
const gives = (different: object): Things => ({
  make: { ...make, responses: { 201: z.object({ ...given, ...different }) } },
  list,
})
const lists = (different: object): Things => ({ make, list: { ...list, ...different } })
const means = (different: object): Things => ({ make: { ...make, metadata: { ...metadata, ...different } }, list })
const { note: _taken, ...withoutNote } = taken
const { note: _given, ...givenWithoutNote } = given
const ofThing = { path: '/:userId/things/:thingId', pathParams: z.object({ userId: UserId, thingId: z.string() }) }
const word = z.string().max(20)

/** Where a change shows: on the wire, to who calls by name, or to both. */
type Shown = 'rest' | 'rpc' | 'both'

const breaking: readonly [what: string, Things, Shown?][] = [
  ['an operation that is gone', { make }],
  ['an operation of another name', { create: make, list }],
  ['another method', { make: { ...make, method: 'PUT' }, list }, 'rest'],
  ['another path', { make: { ...make, path: '/:userId/objects' }, list }, 'rest'],
  ['another status', { make: { ...make, responses: { 200: z.object(given) } }, list }, 'rest'],
  ['a field of the input that is gone', { make: { ...make, body: z.strictObject(withoutNote) }, list }],
  ['a new field of the input that is needed', takes({ shape: z.string() })],
  ['a field of the input that has come to be needed', takes({ note: word })],
  ['a bound of the input that is narrower', takes({ size: z.int().min(1).max(9) })],
  ['a text of the input that may be less long', takes({ note: z.string().max(19).optional() })],
  ['a pattern that the input must have', takes({ note: word.regex(/^a/).optional() })],
  ['a word of the input that is gone', takes({ colour: z.enum(['red']).optional() })],
  ['a field of the input of another type', takes({ size: z.string() })],
  ['another default', takes({ size: z.int().min(1).max(10).default(2), colour: z.enum(['red', 'blue']) })],
  ['a query parameter that is gone', lists({ query: z.strictObject({}) })],
  ['a query parameter that is needed', lists({ query: z.strictObject({ status: z.enum(['new', 'old']) }) })],
  ['a parameter more in the path', { make: { ...make, ...ofThing }, list }],
  ['a field of the output that is gone', { make: { ...make, responses: { 201: z.object(givenWithoutNote) } }, list }],
  ['a field of the output that may be absent', gives({ size: given.size.optional() })],
  ['a field of the output that may be null', gives({ size: given.size.nullable() })],
  ['a field of the output of another type', gives({ size: z.string() })],
  ['a new word of the output', gives({ colour: z.enum(['red', 'blue', 'green']) })],
  ['a bound of the output that is wider', gives({ size: z.int().min(1).max(11) })],
  [
    'a list of the output that may be longer',
    lists({ responses: { 200: z.object({ items: z.array(z.object(given)).max(11) }) } }),
  ],
  ['a new failure', means({ errors: ['conflict', 'quota_exceeded', 'email_taken'] })],
  ['a key that is not taken any more', means({ idempotency: 'none' })],
]

const additive: readonly [what: string, Things][] = [
  ['a new operation', { make, list, get: { ...list, ...ofThing, query: undefined } }],
  ['a new field of the input that may be absent', takes({ shape: z.string().optional() })],
  ['a field of the input that may be absent by now', takes({ size: taken.size.optional() })],
  ['a field of the input that may be null', takes({ note: word.nullable().optional() })],
  ['a bound of the input that is wider', takes({ size: z.int().min(0).max(11) })],
  ['a new word of the input', takes({ colour: z.enum(['red', 'blue', 'green']).optional() })],
  [
    'a new query parameter that may be absent',
    lists({ query: z.strictObject({ status: z.enum(['new', 'old']).optional(), page: word.optional() }) }),
  ],
  ['a new field of the output', gives({ shape: z.string() })],
  ['a field of the output that is always there', gives({ note: word })],
  ['a word of the output that is gone', gives({ colour: z.enum(['red']) })],
  ['a bound of the output that is narrower', gives({ size: z.int().min(2).max(9) })],
  ['a failure that there is no more', means({ errors: ['conflict'] })],
]

describe('what breaks callers', () => {
  it.each(breaking)('is %s', (_what, things, shown = 'both') => {
    const { rest, rpc } = changesTo(things)

    if (shown !== 'rpc') expect(classes(rest)).toContain('breaking')
    if (shown !== 'rest') expect(classes(rpc)).toContain('breaking')
    if (shown === 'rest') expect(rpc.filter(isBreaking)).toEqual([])
  })
})

describe('what breaks nobody', () => {
  it.each(additive)('is %s', (_what, things) => {
    const { rest, rpc } = changesTo(things)

    expect([...rest, ...rpc].filter(isBreaking)).toEqual([])
    expect(classes(rest)).toContain('additive')
    expect(classes(rpc)).toContain('additive')
  })

  it.each([
    ['another summary', { make: { ...make, summary: 'Make one thing' }, list }],
    ['an example', takes({ note: word.optional().meta({ examples: ['a'] }) })],
    ['another order', { list, make }],
  ])('is %s, which no program reads', (_what, things) => {
    const { rest, rpc } = changesTo(things)

    expect([...rest, ...rpc].filter((change) => change.class !== 'cosmetic')).toEqual([])
  })
})

describe('a token', () => {
  const open = { list: { ...list, metadata: { ...list.metadata, access: 'public' } } }
  const closed = { list }
  const between = (before: Things, after: Things) => {
    const [old, now] = [stateOf(before), stateOf(after)]
    return [...restChanges(old.document, now.document), ...rpcChanges(old.surface, now.surface)]
  }
  const access = ({ what }: Change) => /who may call|^access/.test(what)

  it('that is needed where none was breaks callers', () => {
    const changes = between(open, closed).filter(access)

    expect(classes(changes)).toEqual(['breaking', 'breaking'])
  })

  it('that is needed no longer breaks nobody', () => {
    const changes = between(closed, open).filter(access)

    expect(classes(changes)).toEqual(['additive', 'additive'])
  })
})

function classes(changes: readonly Change[]): string[] {
  return changes.map((change) => change.class)
}

function isBreaking(change: Change): boolean {
  return change.class === 'breaking'
}
