import { Title } from '@taskpact/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyByWeights, maxSortKey, sortKeyOf } from './sort-key.js'

/** `en` has the root collation, and is what a runtime has if it has little. */
const { compare } = new Intl.Collator('en', { numeric: true })

describe('sort keys', () => {
  it('sort as people do', () => {
    const titles = [
      'Zebra',
      'zebra',
      'Äpfel',
      'apfel',
      'Apfel',
      '10 eggs',
      '2 eggs',
      'Ёлка',
      'ель',
      'résumé',
      'resume',
      '#tag',
    ]
    expect(titles.toSorted(byKey)).toEqual([
      ...['#tag', '2 eggs', '10 eggs', 'apfel', 'Apfel', 'Äpfel', 'resume', 'résumé', 'zebra', 'Zebra', 'Ёлка', 'ель'],
    ])
  })

  it('compare numbers of any length and script by value', () => {
    const numbers = [
      '0',
      '1',
      '9',
      '10',
      '99',
      '100',
      '1234567890',
      '9'.repeat(12),
      `1${'0'.repeat(12)}`,
      '7'.repeat(190),
    ]
    for (const [index, number] of numbers.entries()) {
      for (const larger of numbers.slice(index + 1)) expect(byKey(`a${number}b`, `a${larger}a`)).toBe(-1)
    }
    expect(sortKeyOf('٤٢')).toBe(sortKeyOf('42'))
    expect(sortKeyOf('00042')).toBe(sortKeyOf('42'))
    expect(byKey('٤', '5')).toBe(-1)
  })

  it('put accents before case, and case before what follows later', () => {
    expect(['côté', 'coté', 'Cote', 'côte', 'cote'].toSorted(byKey)).toEqual(['cote', 'Cote', 'coté', 'côte', 'côté'])
    expect(['a b', 'A a', 'á a'].toSorted(byKey)).toEqual(['A a', 'á a', 'a b'])
  })

  it('are the same for equivalent text', () => {
    expect(sortKeyOf('Ko\u0308ln 한글'.normalize('NFD'))).toBe(sortKeyOf('Köln 한글'))
  })

  // UTS #10, implicit weights. ICU sorts Han characters by radical and stroke, of which their order in Unicode is close to.
  it('sort Han characters by code point, after letters and before private characters', () => {
    const sorted = ['z', 'я', '한', 'あ', 'ꀀ', '\u{17000}', '一', '丁', '龥', '㐀', '\u{20000}', '\ue000']
    expect(sorted.toReversed().toSorted(byKey)).toEqual(['z', 'я', '한', 'あ', ...sorted.slice(4)])
  })

  it.each(Object.entries(scripts()))('agree with Intl.Collator for %s', (_script, characters) => {
    const text = fc
      .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...characters) }, fc.constantFrom(...ascii)), {
        maxLength: 6,
      })
      .map((parts) => parts.join(''))
    const pair = fc.tuple(text, text, text).map(([start, a, b]) => [start + a, start + b] as const)
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect({ a, b, order: byKey(a, b) }).toEqual({ a, b, order: Math.sign(compare(a, b)) })
      }),
      { numRuns: 1000 },
    )
  })

  it('agree with Intl.Collator for each letter and number of common scripts', () => {
    const characters = allCharacters().filter((one) => /[\p{L}\p{N}]/u.test(one) && (one.codePointAt(0) ?? 0) < 0x3200)
    const sorted = characters.sort(compare)
    const different = sorted.filter((character, index) => {
      const previous = sorted[index - 1]
      return previous !== undefined && byKey(previous, character) !== Math.sign(compare(previous, character))
    })
    expect(different).toEqual([])
  })

  // UTS #10, S2.1.1: a mark of another class does not keep a mark from its letter.
  it('see through other marks', () => {
    expect(Math.sign(compare('и\u0323\u0306', 'кa'))).toBe(byKey('и\u0323\u0306', 'кa'))
    expect(byKey('и\u0323\u0306a', 'йb')).toBe(-1)
    expect(byKey('и\u0323\u0306', 'ия')).toBe(1)
  })

  it('of plain titles are those by weights', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'abzABZ '), { maxLength: 200 }), (parts) => {
        expect(sortKeyOf(parts.join(''))).toBe(keyByWeights(parts.join('')))
      }),
    )
    expect(sortKeyOf(`${'a'.repeat(150)}B`)).toBe(keyByWeights(`${'a'.repeat(150)}B`))
  })

  it.each(['\ufdfa', '한', '漢', '\u{1f600}', '\u0390', 'ǅ', '9', 'A', '\u{e000}'])(
    'of 200 × %j have a limited length',
    (unit) => {
      const title = Title.parse(unit.repeat(limitOf(unit)))
      expect(sortKeyOf(title).length).toBeLessThanOrEqual(maxSortKey)
      expect(sortKeyOf(title)).toMatch(/^[\t -~]+$/)
    },
  )

  it('of titles of a usual script are not cut', () => {
    for (const unit of ['한', '漢', 'ả', 'Ж', 'श', 'ก', 'あ']) {
      expect(sortKeyOf(`${unit.repeat(199)}a`)).not.toBe(sortKeyOf(`${unit.repeat(199)}b`))
    }
  })
})

function byKey(a: string, b: string): number {
  const [x, y] = [sortKeyOf(a), sortKeyOf(b)]
  return x < y ? -1 : x > y ? 1 : 0
}

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index))

/** Characters with elements of their own: Han and the like have those of their code points, Hangul syllables those of their parts. Without marks that Unicode 15 and 16 added or changed. */
function allCharacters(): string[] {
  const characters: string[] = []
  for (let code = 0x20; code < 0x20000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    const character = String.fromCodePoint(code)
    if (
      /\p{Cn}|\p{Co}|\p{sc=Han}|\p{sc=Tang}|\p{sc=Nshu}|\p{sc=Kits}|[\uac00-\ud7a3\u0897\u0ece\u0f82\u0f83]/u.test(
        character,
      )
    )
      continue
    characters.push(character)
  }
  return characters
}

/** Without Tibetan, whose stacks of the same vowel sign twice differ, and without signs whose weights have changed since Unicode 14. */
function scripts(): Record<string, string[]> {
  const names = [
    ...[
      'Latin',
      'Greek',
      'Cyrillic',
      'Armenian',
      'Georgian',
      'Hebrew',
      'Arabic',
      'Devanagari',
      'Bengali',
      'Tamil',
      'Thai',
      'Lao',
    ],
    ...['Myanmar', 'Khmer', 'Ethiopic', 'Hangul', 'Hiragana', 'Katakana'],
  ]
  const before = (character: string) => (character.codePointAt(0) ?? 0) < 0x3200
  const all = allCharacters().filter(before)
  const ofScripts = names.map(
    (name) => [name, all.filter((one) => new RegExp(`\\p{sc=${name}}`, 'u').test(one))] as const,
  )
  return {
    ...Object.fromEntries(ofScripts),
    punctuation: all.filter((one) => /[\p{P}\p{S}]/u.test(one) && !/[‘’“”„‚‛‟₧₨]/.test(one)),
  }
}

/** Titles have at most 200 code points in NFC. */
function limitOf(unit: string): number {
  return Math.floor(200 / [...unit.normalize('NFC')].length)
}
