import { foldCase } from '@taskpact/contract'

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

/** Accents (UAX #44, blocks of combining marks), points of Cyrillic, Hebrew, Arabic and Syriac, and characters that show nothing. */
const marks = new RegExp(
  `[${[
    '\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20f0\\ufe20-\\ufe2f',
    '\\u0483-\\u0489\\u2de0-\\u2dff\\ua66f-\\ua672\\ua674-\\ua67d\\ua69e\\ua69f',
    '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\ufb1e',
    '\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed',
    '\\u0711\\u0730-\\u074a\\u0898-\\u089f\\u08ca-\\u08e1\\u08e3-\\u08ff',
    '\\u00ad\\u180b-\\u180f\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff\\u{e0000}-\\u{e0fff}',
  ].join('')}]`,
  'gu',
)

/** Letters that do not decompose, but that the Unicode collation treats as variants of others. */
const plainLetters: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'O',
  Đ: 'D',
  Ð: 'D',
  Ł: 'L',
  Ħ: 'H',
  Ґ: 'Г',
}
const barred = /[ÆŒØĐÐŁĦҐ]/g

function toPlainLetter(letter: string): string {
  return plainLetters[letter] ?? letter
}
