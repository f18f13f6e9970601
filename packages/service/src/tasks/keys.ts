import { foldCase } from '@taskpact/contract'

/** Returns the key that is stored beside a title, for comparison and search. */
export function titleKeyOf(title: string): string {
  return foldCase(title)
}

/** Returns the key that is stored beside a description, for search. */
export function descriptionKeyOf(description: string | null): string {
  return foldCase(description ?? '')
}

/**
 * Returns the key that is stored beside tags: separated by line feeds, which no tag contains, so that a pattern can
 * match a whole tag.
 */
export function tagsKeyOf(tags: readonly string[]): string {
  return tags.length === 0 ? '' : `\n${tags.map(foldCase).join('\n')}\n`
}

/** Returns LIKE patterns for the words of a search, the longest first, because it matches the fewest rows. */
export function wordPatterns(search: string): string[] {
  const words = foldCase(search).split(/\s+/)
  return words.toSorted((a, b) => b.length - a.length).map((word) => `%${escapeLike(word)}%`)
}

/** Returns LIKE patterns that match whole tags. */
export function tagPatterns(tags: readonly string[]): string[] {
  return tags.map((tag) => `%\n${escapeLike(foldCase(tag))}\n%`)
}

/** Escapes `%`, `_` and the escape character of LIKE. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
