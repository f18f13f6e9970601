import { expect, it } from 'vitest'
import { ifNoneMatch } from './if-none-match.js'

it.each([
  ['"7"', ['"7"']],
  ['W/"7"', ['"7"']],
  ['"x", "7","y"', ['"x"', '"7"', '"y"']],
  ['W/"x" , W/"7"', ['"x"', '"7"']],
  ['*', ['*']],
  ['7', ['7']],
])('reads %s', (header, tags) => {
  expect(ifNoneMatch(header)).toEqual(tags)
})
