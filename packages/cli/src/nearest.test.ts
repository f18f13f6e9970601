import { expect, it } from 'vitest'
import { nearest } from './nearest.js'

it.each([
  ['lst', 'list'],
  ['taks', 'tasks'],
  ['creaet', 'create'],
  ['zzzzzzz', undefined],
])('nearest to %s is %s', (word, expected) => {
  expect(nearest(word, ['create', 'list', 'tasks'])).toBe(expected)
})
