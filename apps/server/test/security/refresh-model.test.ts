import { sessions } from '@taskpact/db'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Calls, confirmUse, type OpenServer, openServer, type TokenSession } from './session-calls.js'

const second = 1000
const day = 86_400 * second
let time = Date.parse('2026-03-01T09:30:00.000Z')
let server: OpenServer
beforeAll(async () => {
  server = await openServer({ now: () => new Date(time) })
})
afterAll(() => server?.close())

/** The rule for one session. A generation is a refresh token: 0 is that of the sign-up, and each refresh adds one. */
class SessionModel {
  current = 0
  isUsed = false
  isActive = true
  refreshedAt = time

  /** Returns the generation that a refresh token returns, or undefined if it is refused. */
  refresh(generation: number): number | undefined {
    this.isActive &&= time - this.refreshedAt < 30 * day
    if (!this.isActive) return undefined
    if (generation === this.current) {
      this.current += 1
      this.isUsed = false
      this.refreshedAt = time
      return this.current
    }
    const isRetry = generation === this.current - 1 && (!this.isUsed || time - this.refreshedAt <= 10 * second)
    this.isActive = isRetry
    return isRetry ? this.current : undefined
  }

  use(generation: number): void {
    if (generation === this.current) this.isUsed = true
  }
}

interface Action {
  readonly kind: 'refresh' | 'refresh lost' | 'use' | 'wait' | 'theft' | 'thief refresh' | 'thief use'
  /** Milliseconds of a wait. */
  readonly ms: number
}

const owner = ['refresh', 'refresh lost', 'use', 'wait'] as const
const thief = ['theft', 'thief refresh', 'thief use'] as const

function actionsOf(kinds: readonly Action['kind'][]): fc.Arbitrary<Action[]> {
  const ms = fc.constantFrom(second, 11 * second, 20 * 60 * second, 2 * day, 12 * day)
  return fc.array(fc.record({ kind: fc.constantFrom(...kinds), ms }), { minLength: 8, maxLength: 24 })
}

/** Performs actions on a new session, and compares each response with the model. Returns the number of refused and repeated refreshes. */
async function perform(actions: readonly Action[], calls: Calls) {
  const generations: TokenSession[] = [await calls.signUp()]
  const model = new SessionModel()
  const holds = { owner: 0, thief: 0 }
  const counts = { refused: 0, repeated: 0 }

  for (const { kind, ms } of actions) {
    const actor = kind.startsWith('thief') ? 'thief' : 'owner'
    const held = generations[holds[actor]] as TokenSession
    if (kind === 'wait') time += ms
    else if (kind === 'theft') holds.thief = holds.owner
    else if (kind.endsWith('use')) {
      if (!(await calls.call('auth.me', {}, held.token)).ok) continue
      if (holds[actor] === model.current && model.current > 0) await confirmUse(server, held)
      model.use(holds[actor])
    } else {
      const before = model.current
      const expected = model.refresh(holds[actor])
      const outcome = await calls.call('auth.refresh', { refreshToken: held.refreshToken })
      if (expected === undefined) {
        expect(outcome).toMatchObject({ ok: false, code: 'invalid_token' })
        counts.refused += 1
        continue
      }
      expect(outcome).toMatchObject({ ok: true })
      const session = (outcome as unknown as { value: TokenSession }).value
      if (expected === before) {
        expect(session.refreshToken).toBe(generations[expected]?.refreshToken)
        counts.repeated += 1
      }
      generations[expected] = session
      if (kind !== 'refresh lost') holds[actor] = expected
    }
  }
  return counts
}

const runs = { seed: 20_261_127, numRuns: 40 }

it('S5: refreshes follow the model in random orders of lost responses, retries and thefts', async () => {
  const total = { refused: 0, repeated: 0 }
  await fc.assert(
    fc.asyncProperty(actionsOf([...owner, 'refresh lost', ...thief]), async (actions) => {
      const { refused, repeated } = await perform(actions, server.by('in-process'))
      total.refused += refused
      total.repeated += repeated
    }),
    runs,
  )

  expect(total.refused).toBeGreaterThan(20)
  expect(total.repeated).toBeGreaterThan(20)
})

it('S5: without a thief, lost responses never end a session within its idle limit', async () => {
  const short = actionsOf(owner).map((actions) => actions.map(({ kind, ms }) => ({ kind, ms: Math.min(ms, day) })))
  await fc.assert(
    fc.asyncProperty(short, async (actions) => {
      expect(await perform(actions, server.by('in-process'))).toMatchObject({ refused: 0 })
    }),
    runs,
  )
})

it('S5: a retry days later returns the same successor, which then works', async () => {
  const calls = server.by('in-process')
  const first = await calls.signUp()
  const lost = await calls.refresh(first.refreshToken)
  time += 29 * day
  const retried = await calls.refresh(first.refreshToken)

  expect(retried.refreshToken).toBe(lost.refreshToken)
  expect((await calls.refresh(retried.refreshToken)).user).toEqual(first.user)
})

it('S5: a retry does not extend the idle limit', async () => {
  const calls = server.by('in-process')
  const first = await calls.signUp()
  await calls.refresh(first.refreshToken)
  time += 29 * day
  await calls.refresh(first.refreshToken)
  time += day

  expect(await calls.call('auth.refresh', { refreshToken: first.refreshToken })).toMatchObject({
    code: 'invalid_token',
  })
})

it('S5: the use of an access token is recorded once', async () => {
  const calls = server.by('in-process')
  const next = await calls.refresh((await calls.signUp()).refreshToken)

  for (let count = 0; count < 3; count += 1) await calls.value('auth.me', {}, next.token)
  await confirmUse(server, next)

  const [row] = await server.db.select().from(sessions).where(eq(sessions.userId, next.user.id))
  expect(row?.usedTokenHash).toBe(row?.tokenHash)
})
