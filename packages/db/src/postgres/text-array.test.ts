import { parse } from 'postgres-array'
import { describe, expect, it } from 'vitest'
import { parseTextArray } from './text-array.js'

describe('parseTextArray', () => {
  it.each([
    ['{}', []],
    ['{a}', ['a']],
    ['{work,area-7,é}', ['work', 'area-7', 'é']],
    [String.raw`{a\b}`, [String.raw`a\b`]],
    ['{NULL}', [null]],
    ['{a,NULL,b}', ['a', null, 'b']],
    ['{NULLS,null}', ['NULLS', 'null']],
    ['{"NULL",""}', ['NULL', '']],
    ['{"a b","c,d","{e}"}', ['a b', 'c,d', '{e}']],
    [String.raw`{"a\"b","c\\d"}`, ['a"b', String.raw`c\d`]],
    [
      '{{a,b},{c,d}}',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['[0:1]={a,b}', ['a', 'b']],
  ])('parses %s', (text, values) => {
    expect(parseTextArray(text)).toEqual(values)
  })

  it('agrees with postgres-array on all combinations of special parts', () => {
    const parts = ['a', 'é', 'NULL', ' ', '"x y"', String.raw`"\""`, String.raw`"\\"`, '""', '"{"', '","']
    for (const one of parts)
      for (const two of parts)
        for (const three of parts) {
          const text = `{${one},${two},${three}}`
          expect(parseTextArray(text), text).toEqual(parse(text))
        }
  })

  it('returns a frozen array for an empty one, because all empty ones share it', () => {
    expect(() => parseTextArray('{}').push('a')).toThrow(TypeError)
  })
})
