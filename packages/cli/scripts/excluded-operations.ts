import type { Operation } from '@taskpact/contract'

/** Why operations that open or read a session have no command, by what they do to the session. */
const reasons: Readonly<Record<string, string>> = {
  start: 'It returns the tokens of a session. Sign in with `taskpact login`.',
  refresh: 'It renews the tokens of a session. A personal access token needs no renewal.',
  check: 'It reads the cookie of a browser. Use `taskpact whoami`.',
}

const ofPages = 'It belongs to a page in a browser. Use the app.'

/** Returns why an operation has no command, or undefined if it has one. */
export function reasonToExclude({ metadata, input, output }: Operation): string | undefined {
  const reason = reasons[metadata.session ?? '']
  if (reason) return reason
  // Steps of signing in and of recovering an account, by links in mails and by tickets.
  if (metadata.access === 'public' && metadata.limit === 'credentials') return ofPages
  const { shape = {} } = (output ?? {}) as { readonly shape?: object }
  return 'ticket' in input.shape || 'ticket' in shape ? ofPages : undefined
}
