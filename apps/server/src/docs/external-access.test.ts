import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { externalAccess } from './external-access.js'

const endpoints = { authorizationUrl: 'https://id.example/authorize', tokenUrl: 'https://id.example/token' }
const failure = new Error('down')

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('endpoints of an external authorization server', () => {
  it('are looked up once a day, also by simultaneous requests', async () => {
    const discover = vi.fn(async () => endpoints)
    const find = externalAccess(discover, () => {})

    const [first, second] = await Promise.all([find(), find()])
    vi.advanceTimersByTime(23 * 60 * 60_000)
    const later = await find()

    expect(first).toEqual({ ...endpoints, isExternal: true })
    expect([second, later].every((one) => one === first)).toBe(true)
    expect(discover).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(2 * 60 * 60_000)
    await find()
    expect(discover).toHaveBeenCalledTimes(2)
  })

  it('are missing while it does not respond, and looked up again after a minute', async () => {
    const discover = vi.fn(async () => endpoints).mockRejectedValueOnce(failure)
    const failures: unknown[] = []
    const find = externalAccess(discover, (error) => failures.push(error))

    expect([await find(), await find()]).toEqual([undefined, undefined])
    expect(failures).toEqual([failure])
    vi.advanceTimersByTime(61_000)
    expect(await find()).toMatchObject(endpoints)
  })
})
