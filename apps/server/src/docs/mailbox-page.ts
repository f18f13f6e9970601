import { escapeHtml, type Mail } from '@taskpact/service'
import { Router } from 'express'
import { pageHeaders } from '../http/security-headers.js'
import type { Mailbox } from '../mail/mailbox.js'
import { page } from './html.js'

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"

/** The page `/dev/mail` of a development server: the mails that it would have sent, the newest first. */
export function mailboxPage(mailbox: Mailbox): Router {
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/dev/mail', (_req, res) => {
    const mails = mailbox.list().map(toHtml).join('')
    res.set({ ...pageHeaders, 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' })
    res.type('html').send(page('Mailbox', `${style}<h1>Mailbox</h1>${mails || '<p>No mails yet.</p>'}`))
  })
  return router
}

const style = '<style>body{font:16px/1.5 sans-serif;max-width:48em;margin:2em auto;padding:0 1em}</style>'

function toHtml({ to, subject, text }: Mail): string {
  const body = escapeHtml(text).replace(/https?:\/\/\S+/g, (url) => `<a href="${url}">${url}</a>`)
  return `<article><h2>${escapeHtml(subject)}</h2><p>To ${escapeHtml(to)}</p><p style="white-space:pre-line;overflow-wrap:anywhere">${body}</p></article><hr>`
}
