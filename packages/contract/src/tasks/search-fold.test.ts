import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldedWords, foldSearch } from './search-fold.js'

describe('foldSearch', () => {
  it.each([
    ['İstanbul', 'istanbul'],
    ['ısparta', 'ISPARTA'],
    ['café', 'cafe'],
    ['cafe\u0301', 'CAFÉ'],
    ['ＡＢＣ', 'abc'],
    ['ｶﾞﾗｽ', 'ガラス'],
    ['ﬁsh', 'fish'],
    ['straße', 'STRASSE'],
    ['ΣΊΣΥΦΟΣ', 'σισυφος'],
    ['ᾅδης', 'αδης'],
    ['smørrebrød', 'smorrebrod'],
    ['Łódź', 'lodz'],
    ['Ældre', 'aeldre'],
    ['Tiếng Việt', 'tieng viet'],
    ['ещё', 'еще'],
    ['שָׁלוֹם', 'שלום'],
    ['مُحَمَّد', 'محمد'],
    ['أحمد', 'احمد'],
    ['می\u200cخواهم', 'میخواهم'],
    ['한국'.normalize('NFD'), '한국'],
    ['x\u00b2', 'x2'],
    ['so\u00adft', 'soft'],
  ])('folds %j and %j to the same text', (a, b) => {
    expect(foldSearch(a)).toBe(foldSearch(b))
  })

  // A mark that is a letter of its own, not an accent
  it.each([
    ['कि', 'क'],
    ['ที่', 'ท'],
    ['が', 'か'],
    ['ක්', 'ක'],
    ['གི', 'ག'],
  ])('keeps %j apart from %j', (a, b) => {
    expect(foldSearch(a)).not.toBe(foldSearch(b))
  })

  it('folds every form of a word to the same text', () => {
    fc.assert(
      fc.property(anyWord, (word) => {
        for (const form of [...formsOf(word), foldSearch(word)]) expect(foldSearch(form)).toBe(foldSearch(word))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('foldedWords', () => {
  it('are the words that case folding alone leaves different', () => {
    expect(foldedWords('Zwei Cafés für zwei CAFÉS')).toEqual(['CAFES', 'FUR'])
    expect(foldedWords('Plain words')).toEqual([])
    expect(foldedWords('ᾅδης')).toEqual(['ΑΔΗΣ', 'ΑΙΔΗΣ'])
  })
})

const letters = [
  ...'aAéÉiIİıſßẞσςΣΐᾳώЙёїґøŁđæŒﬁﬅＡａｶﾞㇰかが한국שָׁأمُकिडึที่',
  ...['ŉ', 'ǰ', 'ǅ', 'ẚ', 'և', 'Ꭰ', 'ა', 'Ა', '①', '㍿', 'K', 'Å', '½', '\u200b', '\u00ad', '\u0301', '\u0323'],
]
const anyWord = fc.oneof(
  fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
)

function formsOf(word: string): string[] {
  return [word.normalize('NFC'), word.normalize('NFD'), word.normalize('NFKC'), word.normalize('NFKD')]
}
