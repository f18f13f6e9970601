import { describe, expect, it } from 'vitest'
import { pathTemplate } from './path.js'

describe('path template', () => {
  const { parameters, fill, match, matches } = pathTemplate('/api/:userId/items/:itemId/copy.json')

  it('names its parameters in their order', () => {
    expect(parameters).toEqual(['userId', 'itemId'])
    expect(pathTemplate('/health').parameters).toEqual([])
  })

  it('fills parameters with percent-encoded values', () => {
    expect(fill((name) => (name === 'userId' ? 'a/b?c#d' : 7))).toBe('/api/a%2Fb%3Fc%23d/items/7/copy.json')
  })

  it('matches a path and decodes its parameters', () => {
    expect(match('/api/a%2Fb/items/%C3%BC/copy.json')).toEqual({ userId: 'a/b', itemId: 'ü' })
  })

  it.each([
    '/api//items/7/copy.json',
    '/api/a/b/items/7/copy.json',
    '/api/a/items/7/copy.json/',
    '/API/a/items/7/copy.json',
    '/api/a/items/7/copyxjson',
    'x/api/a/items/7/copy.json',
  ])('does not match %s', (path) => {
    expect(match(path)).toBeUndefined()
    expect(matches(path)).toBe(false)
  })

  it('matches a path whose parameters cannot be decoded', () => {
    expect(matches('/api/%ff/items/%/copy.json')).toBe(true)
  })

  it.each(['%', '%ff', '%c0%af'])('throws a URIError for the parameter %s', (value) => {
    expect(() => match(`/api/${value}/items/7/copy.json`)).toThrow(URIError)
  })
})
