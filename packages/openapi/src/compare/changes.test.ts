import { UserId } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { changesTo, list, make, metadata, provided, requestFields, stateOf } from '../../test/compared.js'
import type { Change } from './change.js'
import { restChanges } from './rest-changes.js'
import { rpcChanges } from './rpc-changes.js'

type Things = Readonly<Record<string, object>>

const takes = (different: object): Things => ({
  make: { ...make, body: z.strictObject({ ...requestFields, ...different }) },
  list,
})
const gives = (different: object): Things => ({
  make: { ...make, responses: { 201: z.object({ ...provided, ...different }) } },
  list,
})
const lists = (different: object): Things => ({ make, list: { ...list, ...different } })
const means = (different: object): Things => ({ make: { ...make, metadata: { ...metadata, ...different } }, list })
const { note: _taken, ...withoutNote } = requestFields
const { note: _given, ...givenWithoutNote } = provided
const ofThing = { path: '/:userId/things/:thingId', pathParams: z.object({ userId: UserId, thingId: z.string() }) }
const word = z.string().max(20)

/** Whether a change affects HTTP clients, RPC clients or both. */
type Shown = 'rest' | 'rpc' | 'both'

const breaking: readonly [what: string, Things, Shown?][] = [
  ['a removed operation', { make }],
  ['a renamed operation', { create: make, list }],
  ['another method', { make: { ...make, method: 'PUT' }, list }, 'rest'],
  ['another path', { make: { ...make, path: '/:userId/objects' }, list }, 'rest'],
  ['another status', { make: { ...make, responses: { 200: z.object(provided) } }, list }, 'rest'],
  ['a removed input field', { make: { ...make, body: z.strictObject(withoutNote) }, list }],
  ['a new required input field', takes({ shape: z.string() })],
  ['an input field that became required', takes({ note: word })],
  ['a narrower bound of an input field', takes({ size: z.int().min(1).max(9) })],
  ['a shorter maximum length of an input field', takes({ note: z.string().max(19).optional() })],
  ['a new pattern of an input field', takes({ note: word.regex(/^a/).optional() })],
  ['a removed enum value of an input field', takes({ colour: z.enum(['red']).optional() })],
  ['another type of an input field', takes({ size: z.string() })],
  [
    'another default of an input field',
    takes({ size: z.int().min(1).max(10).default(2), colour: z.enum(['red', 'blue']) }),
  ],
  ['a removed query parameter', lists({ query: z.strictObject({}) })],
  ['a required query parameter', lists({ query: z.strictObject({ status: z.enum(['new', 'old']) }) })],
  ['an additional path parameter', { make: { ...make, ...ofThing }, list }],
  ['a removed output field', { make: { ...make, responses: { 201: z.object(givenWithoutNote) } }, list }],
  ['an output field that became optional', gives({ size: provided.size.optional() })],
  ['an output field that became nullable', gives({ size: provided.size.nullable() })],
  ['another type of an output field', gives({ size: z.string() })],
  ['a new enum value of an output field', gives({ colour: z.enum(['red', 'blue', 'green']) })],
  ['a wider bound of an output field', gives({ size: z.int().min(1).max(11) })],
  [
    'a longer maximum length of an output list',
    lists({ responses: { 200: z.object({ items: z.array(z.object(provided)).max(11) }) } }),
  ],
  ['a new error code', means({ errors: ['conflict', 'quota_exceeded', 'email_taken'] })],
  ['removed support for idempotency keys', means({ idempotency: 'none' })],
]

const additive: readonly [what: string, Things][] = [
  ['a new operation', { make, list, get: { ...list, ...ofThing, query: undefined } }],
  ['a new optional input field', takes({ shape: z.string().optional() })],
  ['an input field that became optional', takes({ size: requestFields.size.optional() })],
  ['an input field that became nullable', takes({ note: word.nullable().optional() })],
  ['a wider bound of an input field', takes({ size: z.int().min(0).max(11) })],
  ['a new enum value of an input field', takes({ colour: z.enum(['red', 'blue', 'green']).optional() })],
  [
    'a new optional query parameter',
    lists({ query: z.strictObject({ status: z.enum(['new', 'old']).optional(), page: word.optional() }) }),
  ],
  ['a new output field', gives({ shape: z.string() })],
  ['an output field that became required', gives({ note: word })],
  ['a removed enum value of an output field', gives({ colour: z.enum(['red']) })],
  ['a narrower bound of an output field', gives({ size: z.int().min(2).max(9) })],
  ['a removed error code', means({ errors: ['conflict'] })],
]

describe('breaking changes', () => {
  it.each(breaking)('include %s', (_what, things, shown = 'both') => {
    const { rest, rpc } = changesTo(things)

    if (shown !== 'rpc') expect(classes(rest)).toContain('breaking')
    if (shown !== 'rest') expect(classes(rpc)).toContain('breaking')
    if (shown === 'rest') expect(rpc.filter(isBreaking)).toEqual([])
  })
})

describe('compatible changes', () => {
  it.each(additive)('include %s', (_what, things) => {
    const { rest, rpc } = changesTo(things)

    expect([...rest, ...rpc].filter(isBreaking)).toEqual([])
    expect(classes(rest)).toContain('additive')
    expect(classes(rpc)).toContain('additive')
  })

  it.each([
    ['another summary', { make: { ...make, summary: 'Make one thing' }, list }],
    ['an example', takes({ note: word.optional().meta({ examples: ['a'] }) })],
    ['another order', { list, make }],
  ])('include, as cosmetic, %s', (_what, things) => {
    const { rest, rpc } = changesTo(things)

    expect([...rest, ...rpc].filter((change) => change.class !== 'cosmetic')).toEqual([])
  })
})

describe('authentication', () => {
  const open = { list: { ...list, metadata: { ...list.metadata, access: 'public' } } }
  const closed = { list }
  const between = (before: Things, after: Things) => {
    const [old, now] = [stateOf(before), stateOf(after)]
    return [...restChanges(old.document, now.document), ...rpcChanges(old.surface, now.surface)]
  }
  const access = ({ what }: Change) => /^access/.test(what)

  it('is a breaking change if it becomes required', () => {
    const changes = between(open, closed).filter(access)

    expect(classes(changes)).toEqual(['breaking', 'breaking'])
  })

  it('is an additive change if it is no longer required', () => {
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
