import { parse } from 'postgres-array'

/** Quoted elements, NULL and nested arrays. */
const special = /["{]|NULL/
const empty: string[] = []
Object.freeze(empty)

/** Parses an array of texts. Most need only `split`, which avoids long GC pauses (PERFORMANCE.md, Arrays). */
export function parseTextArray(text: string): (string | null)[] {
  if (text === '{}') return empty
  const inner = text.slice(1, -1)
  return special.test(inner) ? parse(text) : inner.split(',')
}
