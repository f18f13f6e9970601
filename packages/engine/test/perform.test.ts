import { setTimeout } from 'node:timers/promises'
import { createNotes, limitCalls } from '@taskpact/engine/testing'
import { describe, expect, it, vi } from 'vitest'
import { createPerform } from '../src/perform.js'
import { ServiceError } from '../src/service-error.js'

describe('perform: order of the steps', () => {
  const unread = () => {
    throw new Error('The input was read')
  }

  it('refuses a call without a token before it reads the input', async () => {
    const rejected = createNotes().call('notes.list', { token: undefined, rawInput: unread })
    await expect(rejected).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it.each([
    ['nonsense', 'invalid_token'],
    ['expired', 'token_expired'],
  ])('refuses the token %s before it reads the input', async (token, code) => {
    await expect(createNotes().call('notes.list', { token, rawInput: unread })).rejects.toMatchObject({ code })
  })

  it('refuses another user in the URL before it reads the input', async () => {
    const rejected = createNotes().call('notes.list', { owner: 'eve', rawInput: unread })
    await expect(rejected).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('refuses another user in the input before it validates the rest', async () => {
    const rejected = createNotes().call('notes.list', { fields: { userId: 'eve', nonsense: 1 } })
    await expect(rejected).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('validates an owner that is not a user id', async () => {
    const rejected = createNotes().call('notes.list', { owner: '1', fields: { userId: '1' } })
    await expect(rejected).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ in: 'path', pointer: '/userId' }],
    })
  })

  it.each(['me', 'ada', undefined])('replaces the owner %s with the caller', async (userId) => {
    const notes = createNotes()
    await notes.call('notes.create', { fields: { userId, text: 'a' } })
    expect(notes.db.rows.notes.get('ada')).toHaveLength(1)
  })

  it('lists every invalid field', async () => {
    const rejected = createNotes().call('notes.create', { fields: { text: '', more: 1 } })
    await expect(rejected).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/text' }, { pointer: '/more' }],
    })
  })

  it('serves a public operation without a token, and ignores one', async () => {
    const { call } = createNotes()
    expect(await call('system.ping', { token: undefined })).toMatchObject({ output: { ok: true } })
    expect(await call('system.ping', { token: 'nonsense' })).toMatchObject({ output: { ok: true } })
  })
})

describe('perform: scopes', () => {
  const unread = () => {
    throw new Error('The input was read')
  }

  it('refuses a token without the scope of the operation before it reads the input, and names the scope', async () => {
    const rejected = createNotes().call('notes.create', { token: 'reader', rawInput: unread })
    await expect(rejected).rejects.toMatchObject({ code: 'insufficient_scope', facts: { scope: 'notes:write' } })
  })

  it('refuses a limited token before it says whether the owner is another user', async () => {
    const rejected = createNotes().call('notes.create', { token: 'reader', owner: 'eve' })
    await expect(rejected).rejects.toMatchObject({ code: 'insufficient_scope' })
  })

  it('refuses every limited token for an operation without a scope', async () => {
    for (const token of ['reader', 'writer']) {
      const refused = createNotes()
        .call('memos.clear', { token, rawInput: unread })
        .catch((error: unknown) => error)
      expect(await refused).toMatchObject({ code: 'insufficient_scope', facts: undefined })
    }
    await expect(createNotes().call('memos.clear')).resolves.toMatchObject({ output: {} })
  })

  it('serves a token that has the scope, and a session, which has all', async () => {
    const { call } = createNotes()
    expect(await call('notes.create', { token: 'writer', fields: { text: 'a' } })).toHaveProperty('output.id')
    expect(await call('notes.list', { token: 'reader' })).toHaveProperty('output.items.length', 1)
    expect(await call('notes.list')).toHaveProperty('output.items.length', 1)
  })

  it('ignores the scopes of a token for a public operation', async () => {
    expect(await createNotes().call('system.ping', { token: 'reader' })).toMatchObject({ output: { ok: true } })
  })

  it('counts a refused call', async () => {
    const { call } = createNotes({ rateLimit: limitCalls(1) })
    await expect(call('notes.create', { token: 'reader' })).rejects.toMatchObject({ code: 'insufficient_scope' })
    await expect(call('notes.list')).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

describe('perform: rate limit', () => {
  it('counts calls that are refused for their token, their owner or their input', async () => {
    const { call } = createNotes({ rateLimit: limitCalls(3) })
    await expect(call('notes.list', { token: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_token' })
    await expect(call('notes.list', { owner: 'eve' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(call('notes.list', { fields: { nonsense: 1 } })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(call('notes.list')).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 30 })
  })

  it('reports its status on results and on failures', async () => {
    const { call } = createNotes({ rateLimit: limitCalls(3) })
    expect(await call('notes.list')).toMatchObject({ rateLimit: { remaining: 2 } })
    await expect(call('notes.get', { fields: { noteId: 'x' } })).rejects.toMatchObject({
      code: 'not_found',
      effects: { rateLimit: { policy: 'read', remaining: 1 } },
    })
  })
})

describe('perform: failures', () => {
  const failing = (how: string) => ({ token: undefined, fields: { how } })

  it('hides an unexpected exception behind internal, with the cause', async () => {
    const rejected = createNotes().call('system.fail', failing('unexpected'))
    await expect(rejected).rejects.toMatchObject({ code: 'internal', cause: { message: 'secret details' } })
    await expect(rejected).rejects.not.toMatchObject({ message: expect.stringContaining('secret') })
  })

  it('translates exceptions of the database by translateError', async () => {
    const translateError = (thrown: unknown) =>
      (thrown as { code?: string }).code === '08006'
        ? new ServiceError('unavailable', 'Try again.', { cause: thrown })
        : undefined
    const { call } = createNotes({ translateError })
    await expect(call('system.fail', failing('database'))).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 })
    await expect(call('system.fail', failing('unexpected'))).rejects.toMatchObject({ code: 'internal' })
  })

  it('keeps the refresh token effect of a failed call', async () => {
    const client = { cookie: { token: 'x', isAllowed: true } }
    const rejected = createNotes().call('system.fail', {
      ...failing('with-cookie'),
      request: { requestId: 'test', client },
    })
    await expect(rejected).rejects.toMatchObject({ code: 'conflict', effects: { setRefreshToken: null } })
  })

  it('gives each call its own effects if calls fail with the same error', async () => {
    const shared = new ServiceError('invalid_json', 'The request contains invalid JSON.')
    const { call } = createNotes({ rateLimit: limitCalls(5) })
    const fail = () => call('notes.list', { rawInput: () => Promise.reject(shared) }).catch((error) => error)
    const [first, second] = [await fail(), await fail()]
    expect([first.effects.rateLimit.remaining, second.effects.rateLimit.remaining]).toEqual([4, 3])
    expect(first).toBeInstanceOf(ServiceError)
    expect(first).toMatchObject({ code: 'invalid_json', message: shared.message, stack: shared.stack })
  })

  it('gives each call objects without getters of their own (PERFORMANCE.md, Getters)', async () => {
    const own: PropertyDescriptor[] = []
    const { call } = createNotes({
      interceptors: [
        (next) => (state) => {
          for (const object of [state, state.context, state.request])
            own.push(...Object.values(Object.getOwnPropertyDescriptors(object)))
          return next(state)
        },
      ],
    })
    await call('notes.list')
    expect(own.length).toBeGreaterThan(10)
    expect(own.filter(({ get }) => get)).toEqual([])
  })

  it('shows interceptors ServiceErrors only, of refused calls too', async () => {
    const seen: unknown[] = []
    const { call } = createNotes({
      interceptors: [
        (next) => async (state) => {
          try {
            return await next(state)
          } catch (error) {
            seen.push(error)
            throw error
          }
        },
      ],
    })
    await call('system.fail', failing('unexpected')).catch(() => {})
    await call('notes.list', { token: 'nonsense' }).catch(() => {})
    expect(seen).toMatchObject([{ code: 'internal' }, { code: 'invalid_token' }])
    expect(seen.every((error) => error instanceof ServiceError)).toBe(true)
  })

  it('throws a TypeError at start for an operation without a handler', () => {
    const { operations, db } = createNotes()
    const options = { operations, db, service: {}, stores: {}, identify: vi.fn() } as never
    expect(() => createPerform(options)).toThrow(new TypeError('The service has no handler for system.ping'))
  })
})

describe('perform: changes of one user', () => {
  it('does not run a change whose client disconnects while it waits', async () => {
    const { call, db } = createNotes()
    let release = () => {}
    const busy = db.transaction(() => new Promise<void>((resolve) => (release = resolve)))
    const first = call('notes.create', { fields: { text: 'first', idempotencyKey: 'waits-for-the-transaction' } })
    const client = new AbortController()
    const request = { requestId: 'test', client: {}, signal: client.signal }
    const second = call('notes.create', { fields: { text: 'second' }, request })
    const third = call('notes.create', { fields: { text: 'third' } })

    await setTimeout(1)
    client.abort()
    release()

    await expect(second).rejects.toMatchObject({ code: 'unavailable' })
    await Promise.all([busy, first, third])
    expect(db.rows.notes.get('ada')).toMatchObject([{ text: 'first' }, { text: 'third' }])
  })
})

describe('perform: onStep', () => {
  const stepsOf = async (name: string, call: Parameters<ReturnType<typeof createNotes>['call']>[1] = {}) => {
    const steps: string[] = []
    await createNotes({ rateLimit: limitCalls(3), onStep: (step) => steps.push(step) })
      .call(name, call)
      .catch(() => {})
    return steps
  }

  it('is called with each step of a query and of a mutation in order', async () => {
    const common = ['authenticate', 'limit', 'authorize', 'parse']
    expect(await stepsOf('notes.list')).toEqual([...common, 'revision', 'handler', 'encode'])
    const created = await stepsOf('notes.create', { fields: { text: 'a' } })
    expect(created).toEqual([...common, 'queue', 'idempotency', 'handler', 'encode'])
  })

  it.each([
    ['authorize', { token: 'nonsense' }],
    ['parse', { fields: { nonsense: 1 } }],
  ])('is called last with the step that refuses the call: %s', async (step, call) => {
    expect((await stepsOf('notes.list', call)).at(-1)).toBe(step)
  })
})
