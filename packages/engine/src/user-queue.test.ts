import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createUserQueue } from './user-queue.js'

it('runs changes of one user in order', async () => {
  const enqueue = createUserQueue()
  const order: string[] = []
  const change = (name: string, ms: number) => async () => {
    order.push(`${name} starts`)
    await sleep(ms)
    order.push(`${name} ends`)
  }

  await Promise.all([enqueue('ada', change('long', 20)), enqueue('ada', change('short', 1))])

  expect(order).toEqual(['long starts', 'long ends', 'short starts', 'short ends'])
})

it('runs changes of different users concurrently', async () => {
  const enqueue = createUserQueue()
  let finish = () => {}
  const endless = enqueue('ada', () => new Promise<void>((resolve) => (finish = resolve)))

  expect(await enqueue('eve', async () => 'done')).toBe('done')

  finish()
  await endless
})

it('continues after a failed change', async () => {
  const enqueue = createUserQueue()
  const failed = enqueue('ada', () => Promise.reject(new Error('no')))
  const next = enqueue('ada', async () => 'done')

  await expect(failed).rejects.toThrow('no')
  expect(await next).toBe('done')
})

it('limits the number of files that wait', async () => {
  const enqueue = createUserQueue()
  let finish = () => {}
  const first = enqueue('ada', () => new Promise<void>((resolve) => (finish = resolve)), 'file')
  const pending = Array.from({ length: 40 }, () => enqueue('ada', async () => 'done', 'file').catch(({ code }) => code))
  await sleep(1)
  finish()
  await first

  const outcomes = await Promise.all(pending)
  expect(outcomes.filter((outcome) => outcome === 'done').length).toBeLessThan(20)
  expect(new Set(outcomes)).toEqual(new Set(['done', 'unavailable']))
})

it('refuses a change with unavailable if too many of the same user wait', async () => {
  const enqueue = createUserQueue()
  let finish = () => {}
  const first = enqueue('ada', () => new Promise<void>((resolve) => (finish = resolve)))
  const pending = Array.from({ length: 400 }, () => enqueue('ada', async () => 'done').catch(({ code }) => code))

  await sleep(1)
  finish()
  await first
  const outcomes = await Promise.all(pending)

  expect(outcomes.filter((outcome) => outcome === 'unavailable').length).toBeGreaterThan(100)
  expect(new Set(outcomes)).toEqual(new Set(['done', 'unavailable']))
  expect(await enqueue('ada', async () => 'done')).toBe('done')
})

it('refuses a large file with rate_limited while another one of the same user runs or waits', async () => {
  const enqueue = createUserQueue()
  let finish = () => {}
  const first = enqueue('ada', () => new Promise<void>((resolve) => (finish = resolve)), 'large-file')
  const large = (userId: string) => enqueue(userId, async () => 'done', 'large-file')

  await expect(large('ada')).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 5 })
  const small = enqueue('ada', async () => 'done', 'file')
  expect(await large('eve')).toBe('done')
  finish()
  await first

  expect(await small).toBe('done')
  const next = [large('ada'), large('ada').catch(({ code }) => code)]
  expect(await Promise.all(next)).toEqual(['done', 'rate_limited'])
  await expect(enqueue('ada', () => Promise.reject(new Error('no')), 'large-file')).rejects.toThrow('no')
  expect(await large('ada')).toBe('done')
})
