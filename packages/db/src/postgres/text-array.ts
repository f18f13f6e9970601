import { parse } from 'postgres-array'

/** What stands within quotes or is null, and arrays of arrays. */
const special = /["{]|NULL/
const none: string[] = []
Object.freeze(none)

/**
 * Reads an array of texts as PostgreSQL writes it. V8 puts the arrays that a parser makes by `[]` among what lives long, where only
 * a pause of several milliseconds finds that they are dead: at 870 lists a second every few seconds. Those of `split` are spared it.
 */
export function parseTexts(text: string): (string | null)[] {
  if (text === '{}') return none
  const inner = text.slice(1, -1)
  return special.test(inner) ? parse(text) : inner.split(',')
}
