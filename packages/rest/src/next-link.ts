/**
 * Returns the `Link` header to the next page of a list (RFC 8288), or undefined on the last page. It is relative to the requested
 * URL, which a proxy may have changed.
 */
export function nextLink(url: string, page: unknown): string | undefined {
  const { nextCursor } = (page ?? {}) as { readonly nextCursor?: unknown }
  if (typeof nextCursor !== 'string') return undefined
  const [, ...query] = url.split('?') // only the first one separates (RFC 3986, section 3.4)
  const parameters = new URLSearchParams(query.join('?'))
  parameters.set('cursor', nextCursor)
  return `<?${parameters}>; rel="next"`
}
