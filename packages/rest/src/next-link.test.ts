import { expect, it } from 'vitest'
import { nextLink } from './next-link.js'

const parametersOf = (link: string | undefined) => {
  const [, query = ''] = /^<\?(.*)>; rel="next"$/.exec(link ?? '') ?? []
  return Object.fromEntries(new URLSearchParams(query))
}

it('links to the next page relative to the requested URL (RFC 8288)', () => {
  expect(nextLink('/notes', { nextCursor: 'abc' })).toBe('<?cursor=abc>; rel="next"')
})

it.each([
  ['?limit=2', { limit: '2' }],
  ['?tags=home,a%2Bb%20%C3%A9&sort=title', { tags: 'home,a+b é', sort: 'title' }],
  ['?search=%22bread%22%3F+%26', { search: '"bread"? &' }],
  ['?search=bread"?&limit=2', { search: 'bread"?', limit: '2' }],
])('keeps the other parameters of %s', (query, parameters) => {
  expect(parametersOf(nextLink(`/notes${query}`, { nextCursor: 'abc' }))).toEqual({ ...parameters, cursor: 'abc' })
})

it('replaces the cursor of the request', () => {
  const link = nextLink('/notes?cursor=old&limit=2', { nextCursor: 'new' })
  expect(link).toBe('<?cursor=new&limit=2>; rel="next"')
})

it.each([[{ nextCursor: null }], [{}], [undefined], [null]])('is undefined for %j, which has no next page', (page) => {
  expect(nextLink('/notes', page)).toBeUndefined()
})
