import { parse } from 'postgres-array'
import { describe, expect, it } from 'vitest'
import { parseTexts } from './text-array.js'

describe('an array of texts', () => {
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
  ])('is read as %s says', (text, values) => {
    expect(parseTexts(text)).toEqual(values)
  })

  it('is read as the package reads it, whatever is in it', () => {
    const parts = ['a', 'é', 'NULL', ' ', '"x y"', String.raw`"\""`, String.raw`"\\"`, '""', '"{"', '","']
    for (const one of parts)
      for (const two of parts)
        for (const three of parts) {
          const text = `{${one},${two},${three}}`
          expect(parseTexts(text), text).toEqual(parse(text))
        }
  })

  it('that is empty can be changed by nobody for all', () => {
    expect(() => parseTexts('{}').push('a')).toThrow(TypeError)
  })
})
