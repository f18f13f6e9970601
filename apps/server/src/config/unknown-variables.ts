import { closest, distance } from 'fastest-levenshtein'
import type { Variables } from './env.js'

/** Minimum length of a name to report. Shorter ones, such as PORTS and HOSTS, probably belong to other programs. */
const minLength = 8

/**
 * Returns a problem for each unknown variable. `.env` contains only settings; the environment is shared with other programs, so
 * only names that differ from a setting in one or two letters are reported there.
 */
export function findUnknownVariables(known: readonly string[], environment: Variables, file: Variables): string[] {
  const inFile = Object.keys(file).filter((name) => !known.includes(name))
  const misspelt = Object.keys(environment).filter(
    (name) => !known.includes(name) && name.length >= minLength && distance(name, closest(name, known)) <= 2,
  )
  return [...new Set([...inFile, ...misspelt])].map(
    (name) => `${name}: Unknown variable. Did you mean ${closest(name, known)}?`,
  )
}
