import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createUserQueue } from './user-queue.js'

it('makes changes of one user one after the other, in their order', async () => {
  const enqueue = createUserQueue()
  const order: string[] = []
  const change = (name: string, ms: number) => async () => {
    order.push(`${name} begins`)
    await sleep(ms)
    order.push(`${name} ends`)
  }

  await Promise.all([enqueue('ada', change('long', 20)), enqueue('ada', change('short', 1))])

  expect(order).toEqual(['long begins', 'long ends', 'short begins', 'short ends'])
})

it('lets no user wait for another', async () => {
  const enqueue = createUserQueue()
  let end = () => {}
  const endless = enqueue('ada', () => new Promise<void>((resolve) => (end = resolve)))

  expect(await enqueue('eve', async () => 'done')).toBe('done')

  end()
  await endless
})

it('goes on after a change that failed', async () => {
  const enqueue = createUserQueue()
  const failed = enqueue('ada', () => Promise.reject(new Error('no')))
  const next = enqueue('ada', async () => 'done')

  await expect(failed).rejects.toThrow('no')
  expect(await next).toBe('done')
})

it('lets few large changes wait', async () => {
  const enqueue = createUserQueue()
  let end = () => {}
  const first = enqueue('ada', () => new Promise<void>((resolve) => (end = resolve)), true)
  const more = Array.from({ length: 40 }, () => enqueue('ada', async () => 'done', true).catch(({ code }) => code))
  await sleep(1)
  end()
  await first

  const outcomes = await Promise.all(more)
  expect(outcomes.filter((outcome) => outcome === 'done').length).toBeLessThan(20)
  expect(new Set(outcomes)).toEqual(new Set(['done', 'unavailable']))
})

it('refuses a change where too many of the same user wait', async () => {
  const enqueue = createUserQueue()
  let end = () => {}
  const first = enqueue('ada', () => new Promise<void>((resolve) => (end = resolve)))
  const many = Array.from({ length: 400 }, () => enqueue('ada', async () => 'done').catch(({ code }) => code))

  await sleep(1)
  end()
  await first
  const outcomes = await Promise.all(many)

  expect(outcomes.filter((outcome) => outcome === 'unavailable').length).toBeGreaterThan(100)
  expect(new Set(outcomes)).toEqual(new Set(['done', 'unavailable']))
  expect(await enqueue('ada', async () => 'done')).toBe('done')
})
