import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { contract } from './contract.js'
import type { Route } from './core/metadata.js'
import { type Operation, operations } from './core/operations.js'
import { parseInput } from './core/parse-input.js'
import { routes } from './routes.js'

const id = '0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'

describe('parseInput', () => {
  it('returns the converted input with defaults', () => {
    expect(parseInput(named('tasks.list'), { limit: '5' })).toEqual({
      success: true,
      input: { userId: 'me', status: 'all', trashed: false, sort: 'created', limit: 5 },
    })
  })

  it.each([undefined, null, {}])('reads %j as an empty input', (raw) => {
    expect(parseInput(named('system.health'), raw)).toEqual({ success: true, input: {} })
    expect(fieldsOf('tasks.create', raw)).toEqual(['body/title'])
  })

  it.each([[5], ['text'], [true], [[]], [[{ title: 'a' }]], [Number.NaN], [() => {}]])(
    'refuses %s, which is not an object',
    (raw) => {
      expect(fieldsOf('tasks.create', raw)).toEqual(['body'])
      expect(fieldsOf('tasks.list', raw)).toEqual(['query'])
    },
  )

  it('lists every invalid field: path, then query, then body', () => {
    expect(fieldsOf('tasks.update', { completed: 'yes', title: '', taskId: 'x', userId: '' })).toEqual([
      'path/userId',
      'path/taskId',
      'body/title',
      'body/completed',
    ])
    expect(fieldsOf('tasks.list', { limit: 0, status: 'x', userId: '' })).toEqual([
      'path/userId',
      'query/status',
      'query/limit',
    ])
  })

  it('lists every unknown field, as a body field if there is a body', () => {
    expect(fieldsOf('tasks.create', { title: 'a', nonsense: 1, taskId: id })).toEqual(['body/nonsense', 'body/taskId'])
    expect(fieldsOf('tasks.list', { nonsense: 1, title: 'a' })).toEqual(['query/nonsense', 'query/title'])
    expect(fieldsOf('system.health', { nonsense: 1 })).toEqual(['query/nonsense'])
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ''])(
    'lists %j as an unknown field',
    (field) => {
      const raw: unknown = JSON.parse(`{"title":"a","${field}":{"polluted":true}}`)

      expect(fieldsOf('tasks.create', raw)).toEqual([`body/${field}`])
      expect({}).not.toHaveProperty('polluted')
    },
  )

  it('escapes pointers as in RFC 6901', () => {
    expect(fieldsOf('tasks.create', { title: 'a', 'a/b~c': 1, '~1': 2 })).toEqual(['body/a~1b~0c', 'body/~01'])
  })

  it('points to nested fields', () => {
    const body = z.strictObject({ tags: z.array(z.strictObject({ name: z.string() })) })
    const operation = toOperation({ body })
    const raw = { tags: [{ name: 'a' }, { name: 5 }, { name: 'b', more: 1 }] }

    expect(fields(operation, raw)).toEqual(['body/tags/1/name', 'body/tags/2/more'])
  })

  it('reports a failed refinement at its field, or at the whole body', () => {
    const body = z.strictObject({ from: z.int(), to: z.int() })
    const inField = toOperation({ body: body.refine(({ from, to }) => from <= to, { path: ['to'] }) })
    const whole = toOperation({ body: body.refine(({ from, to }) => from <= to) })

    expect(fields(inField, { from: 2, to: 1 })).toEqual(['body/to'])
    expect(fields(whole, { from: 2, to: 1 })).toEqual(['body'])
  })

  it('refuses 100 000 nested arrays', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))

    expect(fieldsOf('tasks.create', { title: deep })).toEqual(['body/title'])
    expect(fieldsOf('tasks.create', { title: 'a', deep })).toEqual(['body/deep'])
  })

  it('describes errors in sentences that never contain the value', () => {
    const parsed = parseInput(named('auth.signup'), { email: 'a secret', password: 'secret' })
    const messages = parsed.success ? [] : parsed.errors.map(({ message }) => message)

    expect(messages).toHaveLength(2)
    for (const message of messages) expect(message).toMatch(/^(?!.*secret).+$/)
  })
})

function named(name: string): Operation {
  return operations(contract).find((operation) => operation.name === name) as Operation
}

function toOperation(different: { readonly body: z.ZodObject }): Operation {
  const route = {
    method: 'POST',
    path: '/things',
    summary: 'Make a thing',
    description: 'Creates a thing.',
    metadata: { access: 'public', scope: null, tool: false, limit: 'write', idempotency: 'none', concurrency: 'none' },
    responses: { 200: z.object({}) },
    ...different,
  } as const satisfies Route
  return operations({ things: routes({ make: route }) })[0] as Operation
}

function fieldsOf(name: string, raw: unknown): string[] {
  return fields(named(name), raw)
}

/** Returns the place and the pointer of every error. */
function fields(operation: Operation, raw: unknown): string[] {
  const parsed = parseInput(operation, raw)
  return parsed.success ? [] : parsed.errors.map(({ in: place, pointer }) => place + pointer)
}
