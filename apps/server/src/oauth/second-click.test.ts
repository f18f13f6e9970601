import { describe, expect, it, vi } from 'vitest'
import { createOnceForClicks } from './second-click.js'

const start = Date.UTC(2026, 0, 1)
const later = (milliseconds: number) => new Date(start + milliseconds)

describe('equal submissions of a form', () => {
  it('have the result of the first one for three seconds', async () => {
    const once = createOnceForClicks<number>(() => false)
    let runs = 0
    const submit = (milliseconds: number) => once(['a', 1], later(milliseconds), async () => ++runs)

    expect(await Promise.all([submit(0), submit(0), submit(2999)])).toEqual([1, 1, 1])
    expect(await submit(3000)).toBe(2)
    expect(await once(['a', 2], later(3000), async () => ++runs)).toBe(3)
  })

  it('are attempts of their own after a failure, also at the same time', async () => {
    const once = createOnceForClicks<string>(() => false)
    const work = vi.fn().mockRejectedValue(new Error('wrong'))
    const submit = () => once(['a'], later(0), work)

    const results = await Promise.allSettled([submit(), submit(), submit()])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    await expect(submit()).rejects.toThrow('wrong')
    expect(work).toHaveBeenCalledTimes(4)
  })

  it('lead to the same next step', async () => {
    const step = new Error('next')
    const once = createOnceForClicks<string>((thrown) => thrown === step)
    const work = vi.fn().mockRejectedValue(step)
    const submit = (milliseconds: number) => once(['a'], later(milliseconds), work)

    for (const submission of [submit(0), submit(0)]) await expect(submission).rejects.toBe(step)
    await expect(submit(2000)).rejects.toBe(step)
    expect(work).toHaveBeenCalledTimes(1)
  })
})
