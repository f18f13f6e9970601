import { describe, expect, it } from 'vitest'
import { runSteps } from './run-steps.js'

const step = (name: string, always?: () => boolean) => ({
  name,
  run: async (log: string[]) => {
    log.push(name)
    if (name === 'fails') throw new Error('expected')
  },
  ...(always && { always }),
})

describe('runSteps', () => {
  it('stops at the first failed step and runs the clean-up steps', async () => {
    const log: string[] = []
    const shown: string[] = []

    const results = await runSteps(
      [step('first'), step('fails'), step('never'), step('cleans up', () => true), step('skipped', () => false)],
      log,
      (name) => shown.push(name),
      new AbortController().signal,
    )

    expect(log).toEqual(['first', 'fails', 'cleans up'])
    expect(shown).toEqual(log)
    expect(results).toMatchObject([
      { name: 'first', ok: true },
      { name: 'fails', ok: false, error: 'expected' },
      { name: 'cleans up', ok: true },
    ])
  })

  it('runs every step, including clean-up steps, if none fails', async () => {
    const results = await runSteps(
      [step('first'), step('cleans up', () => false)],
      [],
      () => {},
      new AbortController().signal,
    )

    expect(results).toMatchObject([{ ok: true }, { ok: true }])
  })

  it('stops when the signal is aborted and runs the clean-up steps', async () => {
    const log: string[] = []
    const controller = new AbortController()

    const results = await runSteps(
      [step('first'), step('never'), step('cleans up', () => true)],
      log,
      () => controller.abort(new Error('Stopped')),
      controller.signal,
    )

    expect(log).toEqual(['first', 'cleans up'])
    expect(results).toMatchObject([{ ok: true }, { name: 'never', ok: false, error: 'Stopped' }, { ok: true }])
  })
})
