import { foldCase } from '../core/fold-case.js'

/**
 * Returns the form in which a search compares text: compatibility forms (full width, ligatures) as plain characters (NFKD), without
 * accents and vowel points, without regard to case (full case folding). Signs that are letters stay: vowel signs of Indic scripts,
 * voiced sound marks of kana. Folded words of a text are words of the folded text.
 */
export function foldSearch(text: string): string {
  if (isAscii.test(text)) return text.toUpperCase()
  const plain = text.normalize('NFKD').replace(marks, '')
  return plain.toLowerCase().toUpperCase().replace(barred, toPlainLetter).normalize('NFC')
}

/**
 * Returns the words of a folded text that its case-folded text does not contain: words with accents, width or ligatures. The iota of
 * Greek capitals is a subscript of small letters, which people write or omit, so both forms count. A word of which folding leaves
 * nothing, such as a single vowel point, counts as plain characters.
 */
export function foldedWords(text: string, exact = foldCase(text)): string[] {
  const folded = foldSearch(text)
  if (folded === exact) return []
  const marksOnly = text.split(/\s+/).filter((word) => foldSearch(word).trim() === '')
  const forms = [folded, ...(hasIota.test(text) ? [foldSearch(exact)] : []), ...marksOnly.map(toPlain)]
  const words = new Set(forms.flatMap((form) => form.split(/\s+/)))
  for (const word of exact.split(/\s+/)) words.delete(word)
  words.delete('')
  return [...words]
}

function toPlain(word: string): string {
  return foldCase(word.normalize('NFKC'))
}

/** The combining iota, and letters with it. */
const hasIota = /[\u0345\u1f80-\u1ffc]/

export const isAscii = /^[\x00-\x7f]*$/

/**
 * Accents (UAX #44, blocks of combining marks), points of Cyrillic, Hebrew, Arabic and Syriac, and characters that show nothing. In
 * ranges that also contain letters, only marks.
 */
const marks =
  /(?=\p{M})[\u0300-\u074f\u0898-\u08ff\u2de0-\u2dff\ua66f-\ua69f]|[\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\ufb1e\u00ad\u061c\u0640\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]/gu

/** Letters that do not decompose, but that the Unicode collation treats as variants of others. */
const plainLetters = { Æ: 'AE', Œ: 'OE', Ø: 'O', Đ: 'D', Ð: 'D', Ł: 'L', Ħ: 'H', Ґ: 'Г' }
const barred = /[ÆŒØĐÐŁĦҐ]/g

function toPlainLetter(letter: string): string {
  return plainLetters[letter as keyof typeof plainLetters] // `barred` has its keys
}
