import { nearest } from './nearest.js'

/** An invalid command line, or a missing setting. The exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  /** The error for a word that is not one of the candidates, with the nearest one. `prefix` comes before both. */
  static unknown(kind: string, word: string, candidates: readonly string[], prefix = ''): UsageError {
    const near = nearest(word, candidates)
    return new UsageError(`Unknown ${kind}: ${prefix}${word}.${near ? ` Did you mean: ${prefix}${near}` : ''}`)
  }
}

/** A failure whose message says what to do. The exit code is 1 unless given. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Returns the next step after an invalid command line. */
export function seeHelp(words: string | undefined): string {
  return `See: taskpact ${words ? `${words} ` : ''}--help`
}
