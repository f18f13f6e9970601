import { expect, it } from 'vitest'
import type { Effects } from './call.js'
import { refreshTokenStore } from './refresh-token-store.js'

it('is undefined on a transport without cookies', () => {
  expect(refreshTokenStore({}, {})).toBeUndefined()
})

it('returns the token of the request, and turns changes into effects', () => {
  const effects: Effects = {}
  const store = refreshTokenStore({ cookie: { token: 'old', isAllowed: true } }, effects)
  const expiresAt = new Date('2026-03-01')

  expect(store?.get()).toBe('old')
  store?.set('new', expiresAt)
  expect(effects).toEqual({ setRefreshToken: { token: 'new', expiresAt } })
  store?.clear()
  expect(effects).toEqual({ setRefreshToken: null })
})

it('names the header that an allowed page has to add', () => {
  const cookie = { token: 'old', isAllowed: false, missingHeader: 'X-Custom' }
  expect(() => refreshTokenStore({ cookie }, {})?.get()).toThrow(
    expect.objectContaining({ code: 'forbidden', message: expect.stringContaining('X-Custom') }),
  )
})

it('throws forbidden if the page may not use the token of the request', () => {
  const store = refreshTokenStore({ cookie: { token: 'old', isAllowed: false } }, {})
  expect(() => store?.get()).toThrow(expect.objectContaining({ code: 'forbidden' }))
  expect(refreshTokenStore({ cookie: { token: undefined, isAllowed: false } }, {})?.get()).toBeUndefined()
})
