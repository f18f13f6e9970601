import { type Mail, PermanentMailError, type SendMail } from '@taskpact/service'
import { createTransport } from 'nodemailer'
import { isLoopbackHost } from '../config/loopback.js'

export interface SmtpOptions {
  /** `smtp://USER:PASSWORD@HOST:PORT`, or `smtps:` for TLS from the start (RFC 8314). */
  readonly url: string
  /** Sender: an address, or a name and an address. */
  readonly from: string
}

export interface MailServer {
  readonly send: SendMail
  close(): Promise<void>
}

/** In milliseconds. All together must be shorter than the lease of a mail. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

/** Opens a pool of connections to a mail server (RFC 5321). Without TLS, it sends only to this machine. */
export function openSmtp({ url, from }: SmtpOptions): MailServer {
  const { hostname, protocol } = new URL(url)
  const isLocal = isLoopbackHost(hostname)
  const transport = createTransport({
    url,
    pool: true,
    requireTLS: protocol === 'smtp:' && !isLocal,
    ...(isLocal && { tls: { rejectUnauthorized: false } }),
    ...timeouts,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost'
  return {
    async send({ id, to, subject, text, html }: Mail) {
      const headers = { 'Auto-Submitted': 'auto-generated' } // RFC 3834: no automatic replies
      const recipient = { name: '', address: to } // never parsed as a list
      try {
        await transport.sendMail({
          messageId: `<${id}@${domain}>`,
          from,
          to: recipient,
          subject,
          text,
          html,
          headers,
        })
      } catch (error) {
        const cause = withoutAddresses(error)
        throw isPermanent(error) ? new PermanentMailError('The mail server has refused the mail', { cause }) : cause
      }
    },
    async close() {
      transport.close()
    },
  }
}

/** Whether the mail server refuses this recipient or text for good. Wrong credentials for the mail server are an error of the settings, so the mail is tried again. */
function isPermanent(error: unknown): boolean {
  const { code = '', responseCode } = error as { readonly code?: string; readonly responseCode?: number }
  return ['EENVELOPE', 'EMESSAGE'].includes(code) && /^5/.test(String(responseCode))
}

/** Returns an error for the log: mail servers repeat the address of the recipient in their replies. */
function withoutAddresses(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const message = error.message.replace(/[^\s<>]+@[^\s<>]+/g, '(address)')
  return Object.assign(new Error(message), 'code' in error && { code: error.code })
}
