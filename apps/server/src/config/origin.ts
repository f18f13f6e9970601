/**
 * Returns an origin as browsers send it (RFC 6454, section 6.2): in lower case, without the default port and a trailing slash. `:*`
 * for the port means any. Undefined if the text is not an origin, so that no request could match it.
 */
export function toOrigin(text: string): string | undefined {
  const bare = text.replace(/:\*\/?$/, '')
  const hasAnyPort = bare !== text
  if (hasAnyPort && /:\d*$/.test(bare)) return undefined
  if (/^(?:file|wss?|data|about|blob|javascript):/i.test(text)) return undefined // no page has such an origin
  if (!/^[a-z][a-z\d+.-]*:\/\/[^/?#@\s\\*]+\/?$/i.test(bare) || !URL.canParse(bare)) return undefined
  const { protocol, host } = new URL(bare)
  return host === '' ? undefined : `${protocol}//${host.toLowerCase()}${hasAnyPort ? ':*' : ''}`
}
