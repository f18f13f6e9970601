import { expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.js'

it('canonicalJson is equal for equal values, whatever the order of their fields', () => {
  expect(canonicalJson({ b: { d: 1, c: [1, 2] }, a: null })).toBe('{"a":null,"b":{"c":[1,2],"d":1}}')
})

it('canonicalJson keeps the order of arrays', () => {
  expect(canonicalJson([2, 1])).toBe('[2,1]')
})
