import { foldCase } from '@taskpact/contract'

/** Keys that are stored beside the texts of a task, for comparison and search. */
export function titleKeyOf(title: string): string {
  return foldCase(title)
}

export function descriptionKeyOf(description: string | null): string {
  return foldCase(description ?? '')
}

/** Returns tags separated by line feeds, which no tag contains, so that a pattern can match a whole tag. */
export function tagsKeyOf(tags: readonly string[]): string {
  return tags.length === 0 ? '' : `\n${tags.map(foldCase).join('\n')}\n`
}

/** Returns LIKE patterns for the words of a search, the longest first, which matches the fewest rows. */
export function wordPatterns(search: string): string[] {
  const words = foldCase(search).split(/\s+/)
  return words.toSorted((a, b) => b.length - a.length).map((word) => `%${escaped(word)}%`)
}

export function tagPatterns(tags: readonly string[]): string[] {
  return tags.map((tag) => `%\n${escaped(foldCase(tag))}\n%`)
}

/** Escapes `%`, `_` and the escape character. */
function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
