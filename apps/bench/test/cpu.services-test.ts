import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contest } from '../src/http/contest.js'
import { contestants } from '../src/http/contestants.js'
import { type Running, start } from '../src/http/running.js'
import { ratioOf } from '../src/http/tables.js'
import { warmUp } from '../src/http/warm-up.js'
import { works } from '../src/http/works.js'
import { openWorld, type World } from '../src/http/world.js'

/**
 * How many times the processor time of a bare server ours may take for a request. Both take turns, so that a busy machine slows
 * both; the bounds still leave room for what it does to one alone. `pnpm bench` tells the real figures.
 */
const most = { 'list 20': 2.8, get: 3.3, create: 3 }

describe('the built server beside a bare one', () => {
  let world: World
  const running: Running[] = []
  beforeAll(async () => {
    world = await openWorld({ users: 40, tasksEach: 180, callers: 20 })
    for (const contestant of contestants.filter(({ name }) => name === 'floor' || name === 'ours REST'))
      running.push(await start(contestant, world))
    for (const on of running) await warmUp(on, world, { ms: 1000, requests: 2000 })
  })
  afterAll(async () => {
    for (const on of running) await on.stop()
    await world?.close()
  })

  it.each(Object.entries(most))('takes for %s at most %d times its processor time', async (name, bound) => {
    const work = works.find((one) => one.name === name)
    if (!work) throw new TypeError(`${name} is no work`)
    const pains = { rounds: 3, warmUp: { ms: 200, requests: 1500 }, load: { ms: 200, requests: 500 }, pace: 0 }

    const [floor, ours] = await contest(work, running, world, pains)

    if (!floor || !ours) throw new TypeError('Two were measured')
    const ratio = ratioOf(ours, [floor])
    process.stdout.write(`\n${name}: ${ratio?.toFixed(2)} times the processor time of a bare server\n`)
    expect(ratio).toBeLessThan(bound)
  })
})
