import type { TextConflict } from './merge.js'

/** Texts with more lines are not merged, because the time grows with the square of the number. */
const maxLines = 1000

/** Merges two changes of a text by lines (diff3). Returns undefined if no unchanged line separates them. */
export function mergeLines({ base, mine, theirs }: TextConflict): string | undefined {
  const lines = [base, mine, theirs].map((text) => (text ?? '').split('\n'))
  const [from = [], ours = [], others = []] = lines
  if (lines.some(({ length }) => length > maxLines)) return undefined
  const changes = [...hunks(from, ours), ...hunks(from, others)].sort((a, b) => a.start - b.start || a.end - b.end)
  const merged: string[] = []
  let at = 0
  for (const [index, { start, end, lines }] of changes.entries()) {
    const before = changes[index - 1]
    if (before && isSameHunk(before, { start, end, lines })) continue
    if (before && start <= before.end) return undefined
    merged.push(...from.slice(at, start), ...lines)
    at = end
  }
  return [...merged, ...from.slice(at)].join('\n')
}

/** Lines that replace those of the base from `start` to before `end`. */
interface Hunk {
  readonly start: number
  readonly end: number
  readonly lines: readonly string[]
}

function isSameHunk(a: Hunk, b: Hunk): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Returns the differences of two lists of lines by their longest common subsequence. */
function hunks(from: readonly string[], to: readonly string[]): Hunk[] {
  /** The length of the longest common subsequence of the rest of both, from each pair of positions. */
  const lengths = Array.from({ length: from.length + 1 }, () => new Uint16Array(to.length + 1))
  const lengthAt = (a: number, b: number) => lengths[a]?.[b] ?? 0
  for (let a = from.length - 1; a >= 0; a--)
    for (let b = to.length - 1; b >= 0; b--)
      (lengths[a] as Uint16Array)[b] =
        from[a] === to[b] ? lengthAt(a + 1, b + 1) + 1 : Math.max(lengthAt(a + 1, b), lengthAt(a, b + 1))
  const found: Hunk[] = []
  let [a, b, start, first] = [0, 0, 0, 0]
  const close = () => {
    if (a > start || b > first) found.push({ start, end: a, lines: to.slice(first, b) })
  }
  while (a < from.length || b < to.length) {
    if (a < from.length && b < to.length && from[a] === to[b]) {
      close()
      start = ++a
      first = ++b
    } else if (b < to.length && lengthAt(a, b + 1) >= lengthAt(a + 1, b)) b++
    else a++
  }
  close()
  return found
}
