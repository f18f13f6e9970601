import { describe, expect, it } from 'vitest'
import { openLoopback } from './loopback.js'

const signal = new AbortController().signal
const minutes = 60_000

describe('openLoopback', () => {
  it('resolves with the parameters of the response, and shows a page without them', async () => {
    const loopback = await openLoopback({ state: 's', timeout: minutes, signal })
    const response = await fetch(`${loopback.redirectUri}?state=s&code=secret`)
    const page = await response.text()

    expect((await loopback.response).get('code')).toBe('secret')
    expect(page).not.toContain('secret')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    loopback.close()
    await expect(fetch(loopback.redirectUri)).rejects.toThrow()
  })

  it('rejects after the timeout', async () => {
    const loopback = await openLoopback({ state: 's', timeout: 50, signal })

    await expect(loopback.response).rejects.toThrow('--device')
    loopback.close()
  })

  it('rejects with the reason of the signal', async () => {
    const controller = new AbortController()
    const loopback = await openLoopback({ state: 's', timeout: minutes, signal: controller.signal })
    controller.abort('stopped')

    await expect(loopback.response).rejects.toBe('stopped')
    loopback.close()
  })

  it.each(['/callback?state=s&state=s', '/callback?state=other', '/callback'])('ignores %s', async (path) => {
    const loopback = await openLoopback({ state: 's', timeout: 300, signal })
    await (await fetch(new URL(path, loopback.redirectUri))).text()

    await expect(loopback.response).rejects.toThrow('No response')
    loopback.close()
  })
})
