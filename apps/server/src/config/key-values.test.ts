import { expect, it } from 'vitest'
import { parseKeyValues } from './key-values.js'

it.each([
  ['', {}],
  ['a=b', { a: 'b' }],
  [' authorization = Basic%20YWRh%3D , x-team=a=b,', { authorization: 'Basic YWRh=', 'x-team': 'a=b' }],
])('parses %j', (text, expected) => {
  expect(parseKeyValues(text)).toEqual(expected)
})

it.each(['a', '=b', 'a=%ZZ', 'a=b,c'])('refuses %j', (text) => {
  expect(parseKeyValues(text)).toBeUndefined()
})
