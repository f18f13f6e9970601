/*
 * Search for two letters. A trigram index finds three characters, so a pair is looked up together with each letter that may follow it:
 * the regular expression `QX[A-Z…]` has a trigram for each of them. pg_trgm extracts at most 256 trigrams from an expression, and none
 * from characters above U+07FF, so the letters are those of one script. Tasks in which other characters follow have an index of their own.
 */

/** Ranges of letters in bracket expressions, in upper and lower case. Each has at most 256 characters, as pg_trgm requires. */
const scripts = {
  latin: ['\\u00c0-\\u00ff', '\\u0100-\\u017f', '\\u018f\\u01a0\\u01a1\\u01af\\u01b0\\u0218-\\u021b\\u0259'],
  greek: ['\\u0386-\\u03ce'],
  cyrillic: ['\\u0400-\\u045f', '\\u048a-\\u04ff'],
  armenian: ['\\u0531-\\u0586'],
  hebrew: ['\\u05d0-\\u05ea'],
  arabic: ['\\u0620-\\u064a', '\\u066e-\\u06d3'],
} satisfies Record<string, readonly string[]>

/** Ranges that may follow letters of every script: ASCII, and punctuation of Latin 1. */
const common = ['\\u0001-\\u007f', '\\u00a0-\\u00bf']

/** Punctuation above U+07FF that follows letters in usual texts. Each has a pattern of its own. */
const marks = [...'’”–…€']

/** Number of patterns of a `LetterPair`. */
export const letterPairPatterns = marks.length

/** By script: its letters, among the Latin ones digits, and the ranges that a pair that ends with one of them is followed by. */
const followers = Object.entries(scripts).map(([script, ranges]) => {
  const letters = (script === 'latin' ? 'A-Za-z0-9' : '') + ranges.join('')
  return { letters, isLetter: new RegExp(`^[${letters}]$`, 'u'), after: [...common, ...ranges] }
})

/** A regular expression of PostgreSQL: after a letter stands a character that a `LetterPair` does not find. */
export const unusualFollower = followers
  .map(({ letters, after }) => `[${letters}][^${after.join('')}${marks.join('')}]`)
  .join('|')

/** Conditions that find a pair of letters by trigrams, unless `unusualFollower` matches the text, which must end with a line feed. */
export interface LetterPair {
  /** A regular expression of PostgreSQL: the pair and each character that may follow. */
  readonly expression: string
  /** Patterns of LIKE: the pair and a punctuation mark. */
  readonly patterns: readonly string[]
}

/** Returns the conditions for a text. Undefined if it is not two case-folded letters of a script above. */
export function letterPair(text: string): LetterPair | undefined {
  const [first, second, ...rest] = text
  if (first === undefined || second === undefined || rest.length > 0) return undefined
  const script = followers.find(({ isLetter }) => isLetter.test(second))
  const [one, other] = [classOf(first), classOf(second)]
  if (!script || !one || !other) return undefined
  const expression = `${one}${other}(?:${script.after.map((range) => `[${range}]`).join('|')})`
  return { expression, patterns: marks.map((mark) => `%${text}${mark}%`) }
}

/** Lower case of a letter in some locale of a database: trigrams are stored in lower case. */
const lowerCase: Readonly<Record<string, string>> = { I: 'ı', Σ: 'ς' }

/** Returns a class of both cases of a letter. Undefined if it is not a letter of a script above, or one of them is several characters. */
function classOf(letter: string): string | undefined {
  if (!followers.some(({ isLetter }) => isLetter.test(letter))) return undefined
  const cases = [letter, letter.toLowerCase(), letter.toUpperCase(), lowerCase[letter] ?? letter]
  return cases.every((one) => [...one].length === 1) ? `[${[...new Set(cases)].join('')}]` : undefined
}
