import { Router } from 'express'

/** Days for which the contact can be relied on: fewer than a year (RFC 9116, section 2.5.5), as every answer says it anew. */
const goodFor = 90

/** `/.well-known/security.txt` (RFC 9116): whom to tell of a weakness. Where nobody is named, there is no such file. */
export function securityTxt(contact: string | undefined, now = () => new Date()): Router {
  const router = Router({ caseSensitive: true, strict: true })
  if (contact === undefined) return router
  router.get('/.well-known/security.txt', (_req, res) => {
    const expires = new Date(now().getTime() + goodFor * 86_400_000).toISOString()
    res.type('text/plain; charset=utf-8')
    res.send(`Contact: ${contact}\nExpires: ${expires}\nPreferred-Languages: en\n`)
  })
  return router
}
