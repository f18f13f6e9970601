import { closest, distance } from 'fastest-levenshtein'
import type { Variables } from './env.js'

/** Shorter names are too much like those of others: PORTS, HOSTS. */
const telling = 8

/**
 * What looks like a setting and is none. A file of settings holds nothing else; the environment is shared with other
 * programs, so there only a name counts that is one or two letters off.
 */
export function findUnknownVariables(known: readonly string[], environment: Variables, file: Variables): string[] {
  const inFile = Object.keys(file).filter((name) => !known.includes(name))
  const misspelt = Object.keys(environment).filter(
    (name) => !known.includes(name) && name.length >= telling && distance(name, closest(name, known)) <= 2,
  )
  return [...new Set([...inFile, ...misspelt])].map(
    (name) => `${name}: Is no setting; the nearest one is ${closest(name, known)}`,
  )
}
