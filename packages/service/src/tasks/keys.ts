import { foldCase, foldedWords, isAscii, searchWords, textKeyOf } from '@taskpact/contract/rules'
import { type LetterPair, letterPair, tagsSeparator } from '@taskpact/db'

/** Returns the key that is stored beside a title, for search. Bounded, because the previous release sorts by it, with an index. */
export function titleKeyOf(title: string): string {
  if (isAscii.test(title)) return title.toUpperCase()
  const key = textKeyOf(title)
  return key.length <= maxTitleKey / 3 ? key : cut(key, foldCase(title))
}

/** Returns the key that is stored beside a description, for search. `foldedTagsOf` follows it. */
export function descriptionKeyOf(description: string | null): string {
  return description === null ? '' : textKeyOf(description.replaceAll(tagsSeparator, ''))
}

/**
 * Returns the key that is stored beside tags: separated by line feeds, which no tag contains, so that a pattern can
 * match a whole tag.
 */
export function tagsKeyOf(tags: readonly string[]): string {
  return tags.length === 0 ? '' : `\n${tags.map(foldCase).join('\n')}\n`
}

/** Returns the words of tags that folding for search changes, which the key of the tags cannot contain. */
export function foldedTagsOf(tags: readonly string[]): string {
  const words = tags.length === 0 ? [] : foldedWords(tags.join(' '))
  return words.length === 0 ? '' : `${tagsSeparator}${words.join(' ')}`
}

/** In bytes. An index entry has at most 2,704 of them, of which a user id takes up to 1,020. */
const maxTitleKey = 1600

/** Shortens the folded words. Each UTF-16 code unit has at most three bytes. */
function cut(key: string, title: string): string {
  const room = Math.max(0, Math.floor((maxTitleKey - Buffer.byteLength(title)) / 3))
  return key.slice(0, title.length + room).toWellFormed()
}

/** Patterns for LIKE, one for each word of a search. */
export interface WordPatterns {
  readonly folded: string[]
  /**
   * For tasks whose keys lack folded words, because the previous release wrote them. As many as `folded`; undefined if equal to it.
   */
  readonly unfolded: string[] | undefined
}

/** Returns patterns for the words of a search, the longest first, because it matches the fewest rows. */
export function wordPatterns(search: string): WordPatterns {
  const words = searchWords(search)
  const [folded, unfolded] = [toPatterns(words.folded), toPatterns(words.unfolded)]
  const count = Math.max(folded.length, unfolded.length)
  if (folded.join('\n') === unfolded.join('\n')) return { folded, unfolded: undefined }
  return { folded: pad(folded, count), unfolded: pad(unfolded, count) }
}

function pad(patterns: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => patterns[index] ?? '%')
}

function toPatterns(words: readonly string[]): string[] {
  return words.toSorted((a, b) => b.length - a.length).map((word) => `%${escapeLike(word)}%`)
}

/** Returns the first pair of letters among patterns of `wordPatterns`. Undefined if a pattern has three characters or more. */
export function pairOf(patterns: readonly string[]): LetterPair | undefined {
  const words = patterns.map((pattern) => pattern.slice(1, -1).replace(/\\(.)/g, '$1'))
  if (words.some((word) => [...word].length > 2)) return undefined
  return words.map(letterPair).find((pair) => pair !== undefined)
}

/** Returns LIKE patterns that match whole tags. */
export function tagPatterns(tags: readonly string[]): string[] {
  return tags.map((tag) => `%\n${escapeLike(foldCase(tag))}\n%`)
}

/** Escapes `%`, `_` and the escape character of LIKE. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
