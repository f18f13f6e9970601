import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ServiceError } from '../../service-error.js'
import { jsonItems, jsonText, parseItem, toMember } from './json-items.js'

/** Parses an array or an object by its items. */
async function parseByItems(text: string): Promise<unknown> {
  const whole = jsonText(text)
  const opening = text[whole.from]
  if (opening !== '[' && opening !== '{') return parseItem(text, whole)
  const values: unknown[] = []
  const members: [string, unknown][] = []
  for await (const item of jsonItems(text, whole)) {
    if (opening === '[') values.push(parseItem(text, item))
    else {
      const { name, value } = toMember(text, item)
      members.push([name, parseItem(text, value)])
    }
  }
  return opening === '[' ? values : Object.fromEntries(members)
}

function parseAtOnce(text: string): { value?: unknown } {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return {}
  }
}

const piece = fc.constantFrom('[', ']', '{', '}', ',', ':', '"', '\\', '"a"', '1', 'null', ' ', '\n', '\f', '\u00a0')
const spaced = (text: string, space: string) => text.replaceAll(/(?<=^|[[\]{},:])(?=["\w[\]{},:]|$)/g, space)

describe('jsonItems', () => {
  it.each([
    ['pieces of JSON', fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))],
    ['an array of pieces', fc.array(piece, { maxLength: 8 }).map((pieces) => `[${pieces.join('')}]`)],
    ['an object of pieces', fc.array(piece, { maxLength: 8 }).map((pieces) => `{"a":${pieces.join('')}}`)],
    ['JSON', fc.json()],
    ['JSON with spaces', fc.json().map((json) => spaced(json, ' \n'))],
    [
      'JSON without a part',
      fc.tuple(fc.json(), fc.nat(), fc.nat(2)).map(([json, at, length]) => cut(json, at, length)),
    ],
  ])('accepts the same as JSON.parse, with the same values: %s (RFC 8259)', async (_, texts) => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const expected = parseAtOnce(text)

        if ('value' in expected) expect(await parseByItems(text)).toEqual(expected.value)
        else await expect(parseByItems(text)).rejects.toBeInstanceOf(ServiceError)
      }),
      { numRuns: 1000 },
    )
  })

  it('reads items that are longer than a step', async () => {
    const long = [`${'a\\"'.repeat(50_000)},`, { a: '['.repeat(100_000) }, ' '.repeat(200_000)]

    expect(await parseByItems(JSON.stringify(long, null, 2))).toEqual(long)
  })

  // RFC 8259, section 9: an implementation may set limits on the maximum depth of nesting.
  it('refuses more than 64 levels', async () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

    await expect(parseByItems(nested(64))).resolves.toBeDefined()
    await expect(parseByItems(nested(65))).rejects.toMatchObject({ code: 'invalid_json' })
    await expect(parseByItems(`[1,"[[",${nested(64)}]`)).rejects.toMatchObject({ code: 'invalid_json' })
  })

  it('counts the commas of an item outside strings', async () => {
    const commas: number[] = []
    const text = '[{"a":[1,2,","],"b":3},{},[1,2]]'
    for await (const item of jsonItems(text, jsonText(text))) commas.push(item.commas)

    expect(commas).toEqual([3, 0, 1])
  })
})

function cut(text: string, at: number, length: number): string {
  const from = at % text.length
  return text.slice(0, from) + text.slice(from + length)
}
