import { foldCase } from '@taskpact/contract'

/** What stands in the database beside the text of a task, to compare and to search by. */
export function titleKeyOf(title: string): string {
  return foldCase(title)
}

export function descriptionKeyOf(description: string | null): string {
  return foldCase(description ?? '')
}

/** Each tag between line feeds, which none of them holds: so a pattern can ask for a whole tag. */
export function tagsKeyOf(tags: readonly string[]): string {
  return tags.length === 0 ? '' : `\n${tags.map(foldCase).join('\n')}\n`
}

/** Patterns for LIKE: every word of a search, the longest first, for it tells most apart. */
export function wordPatterns(search: string): string[] {
  const words = foldCase(search).split(/\s+/)
  return words.toSorted((a, b) => b.length - a.length).map((word) => `%${escaped(word)}%`)
}

export function tagPatterns(tags: readonly string[]): string[] {
  return tags.map((tag) => `%\n${escaped(foldCase(tag))}\n%`)
}

/** `%`, `_` and the escape itself mean themselves. */
function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
