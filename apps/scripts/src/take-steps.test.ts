import { expect, it } from 'vitest'
import { takeSteps } from './take-steps.js'

const step = (name: string, always?: () => boolean) => ({
  name,
  take: async (log: string[]) => {
    log.push(name)
    if (name === 'breaks') throw new Error('as it does')
  },
  ...(always && { always }),
})

it('goes no further than the first step that fails, but cleans up', async () => {
  const log: string[] = []
  const shown: string[] = []

  const taken = await takeSteps(
    [step('first'), step('breaks'), step('never'), step('cleans up', () => true), step('has nothing to', () => false)],
    log,
    (name) => shown.push(name),
    new AbortController().signal,
  )

  expect(log).toEqual(['first', 'breaks', 'cleans up'])
  expect(shown).toEqual(log)
  expect(taken).toMatchObject([
    { name: 'first', ok: true },
    { name: 'breaks', ok: false, error: 'as it does' },
    { name: 'cleans up', ok: true },
  ])
})

it('takes every step, those that clean up too, where none fails', async () => {
  const taken = await takeSteps(
    [step('first'), step('cleans up', () => false)],
    [],
    () => {},
    new AbortController().signal,
  )

  expect(taken).toMatchObject([{ ok: true }, { ok: true }])
})

it('goes no further when it is stopped, but cleans up', async () => {
  const log: string[] = []
  const stopping = new AbortController()

  const taken = await takeSteps(
    [step('first'), step('never'), step('cleans up', () => true)],
    log,
    () => stopping.abort(new Error('Stopped')),
    stopping.signal,
  )

  expect(log).toEqual(['first', 'cleans up'])
  expect(taken).toMatchObject([{ ok: true }, { name: 'never', ok: false, error: 'Stopped' }, { ok: true }])
})
