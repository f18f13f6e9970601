import { Tag, Title } from '@taskpact/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { descriptionKeyOf, foldedTagsOf, tagPatterns, tagsKeyOf, titleKeyOf, wordPatterns } from './keys.js'

describe('search keys', () => {
  it('contain each word of the text in every case, width and accent form', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const key = titleKeyOf(text)
        for (const word of text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))) {
          for (const form of formsOf(word))
            expect({ key, form, isFound: finds(form, key) }).toMatchObject({ isFound: true })
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('are compared without case folding alone only if a word has more to fold', () => {
    expect(wordPatterns('buy MILK')).toEqual({ folded: ['%MILK%', '%BUY%'], unfolded: undefined })
    expect(wordPatterns('zum Café')).toEqual({ folded: ['%CAFE%', '%ZUM%'], unfolded: ['%CAFÉ%', '%ZUM%'] })
  })

  it('keep characters that fold to nothing', () => {
    expect(wordPatterns('¨').folded).toEqual(['%¨%'])
    expect(finds('¨', titleKeyOf('tréma ¨'))).toBe(true)
    expect(finds('¨', titleKeyOf('trema'))).toBe(false)
  })

  it.each(['\ufe70', '\ufe76', '\u00b4', '\u037a', '\ufc5e'])(
    'find %j, which folds to nothing, in each compatibility form',
    (text) => {
      for (const form of formsOf(text))
        expect({ form, isFound: finds(form, titleKeyOf(`a ${text} b`)) }).toMatchObject({ isFound: true })
    },
  )

  it('of tags match whole tags exactly as their case folds', () => {
    const tags = ['Café', 'zu Hause']
    const key = tagsKeyOf(tags)
    const matches = (tag: string) => tagPatterns([tag]).every((pattern) => isLike(key, pattern))
    expect(['CAFÉ', 'cafe\u0301', 'ZU hause'].map((tag) => matches(Tag.parse(tag)))).toEqual([true, true, true])
    expect(['cafe', 'caf', 'zu', 'hause'].map(matches)).toEqual([false, false, false, false])
    expect(finds('cafe', key)).toBe(false)
    expect(finds('cafe', foldedTagsOf(tags))).toBe(true)
  })

  // The index by which the previous release sorts titles has entries of at most 2,704 bytes, with a user id of up to 1,020.
  it.each(['\ufdfa', '\u1f80', '\u0390', '한', '😀', '\u{2f800}', 'Ａ', 'x\u0301\u0302'])(
    'of 200 × %j fit in an index',
    (unit) => {
      const title = Title.parse([...unit.repeat(200)].slice(0, 200).join(''))
      expect(Buffer.byteLength(titleKeyOf(title))).toBeLessThanOrEqual(1600)
      expect(titleKeyOf(title).isWellFormed()).toBe(true)
    },
  )

  it('of long texts take little time', () => {
    const text = 'Thé à l’ombre, ＡＢＣ 한국 '.repeat(500).slice(0, 10_000)
    const started = performance.now()
    for (let n = 0; n < 20; n++) descriptionKeyOf(text)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

const pieces = [
  ...'aAéÉiİıſßẞσςΣΐᾳώЙёїґøŁđæŒﬁﬅＡａｶﾞㇰかが한국שָׁأمُकिडึที่ ',
  ...[
    'ŉ',
    'ǰ',
    'ǅ',
    'ẚ',
    'և',
    'Ꭰ',
    'ა',
    '①',
    '㍿',
    'K',
    'Å',
    '½',
    '\u200b',
    '\u00ad',
    '\u0301',
    '\u0323',
    '%',
    '_',
    '\\',
  ],
]
const anyText = fc
  .oneof(
    fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 20 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  )
  .filter((text) => Title.safeParse(text).success)
  .map((text) => Title.parse(text))

function formsOf(word: string): string[] {
  const forms = [
    word,
    word.toUpperCase(),
    word.toLowerCase(),
    withoutAccents(word),
    toFullWidth(word),
    word.normalize('NFKC'),
  ]
  return [...forms, ...forms.map((form) => form.normalize('NFD'))]
}

function withoutAccents(word: string): string {
  return word.normalize('NFD').replace(/[\u0300-\u036f]/g, '')
}

function toFullWidth(word: string): string {
  return word.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))
}

function finds(search: string, key: string): boolean {
  return wordPatterns(search).folded.every((pattern) => isLike(key, pattern))
}

/** Compares as LIKE does, with patterns whose only wildcards are the outer ones. */
function isLike(key: string, pattern: string): boolean {
  return key.includes(pattern.slice(1, -1).replace(/\\(.)/gs, '$1'))
}
