import type { Operation } from '@taskpact/contract'

/** Why operations that open or read a session have no command, by what they do to the session. */
const reasons: Readonly<Record<string, string>> = {
  start: 'It returns the tokens of a session. Sign in with `taskpact login`.',
  refresh: 'It renews the tokens of a session. A personal access token needs no renewal.',
  check: 'It reads the cookie of a browser. Use `taskpact whoami`.',
}

/** Returns why an operation has no command, or undefined if it has one. */
export function reasonToExclude({ metadata }: Operation): string | undefined {
  return reasons[metadata.session ?? '']
}
