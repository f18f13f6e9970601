import { Router } from 'express'

/** `Expires` is computed for each response and must be less than a year away (RFC 9116, section 2.5.5). */
const validDays = 90

/** Serves `/.well-known/security.txt` (RFC 9116) if a contact is set. */
export function securityTxt(contact: string | undefined, now = () => new Date()): Router {
  const router = Router({ caseSensitive: true, strict: true })
  if (contact === undefined) return router
  router.get('/.well-known/security.txt', (_req, res) => {
    const expires = new Date(now().getTime() + validDays * 86_400_000).toISOString()
    res.type('text/plain; charset=utf-8')
    res.send(`Contact: ${contact}\nExpires: ${expires}\nPreferred-Languages: en\n`)
  })
  return router
}
