import { foldCase } from '../core/fold-case.js'
import { foldedWords, foldSearch, isAscii } from './search-fold.js'

/** The fields of a task that a search looks through. */
export interface Searched {
  readonly title: string
  readonly description: string | null
  readonly tags: readonly string[]
}

/** Returns a text that contains every word by which a search finds the task. */
export function searchTextOf({ title, description, tags }: Searched): string {
  return [title, description ?? '', tags.join(' ')].map(textKeyOf).join('\n')
}

/** Returns the case-folded text, and after it those of its words that folding for search changes. */
export function textKeyOf(text: string): string {
  if (isAscii.test(text)) return text.toUpperCase()
  const exact = foldCase(text)
  const words = foldedWords(text, exact)
  return words.length === 0 ? exact : `${exact}\n${words.join(' ')}`
}

/** The words of a search in two forms. A search finds the texts that contain all words of one of them. */
export interface SearchWords {
  readonly folded: readonly string[]
  /** With case folding only. */
  readonly unfolded: readonly string[]
}

/** Returns the words of a search that is not blank. */
export function searchWords(search: string): SearchWords {
  const unfolded = search.split(/\s+/).map(foldCase)
  // Nothing is left of some words, such as a single accent. Compatibility forms can contain a space.
  const folded = foldSearch(search).split(/\s+/).filter(Boolean)
  return { folded: folded.length > 0 ? folded : unfolded, unfolded }
}
