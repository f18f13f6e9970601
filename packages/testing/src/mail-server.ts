import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** What the server does with a mail. `late`: accepts it, and breaks the connection before the reply. */
export type Reception = 'accept' | 'refuse' | 'defer' | 'late'

export interface ReceivedMail {
  readonly from: string
  readonly to: string
  readonly id: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The URL of its link. */
  readonly link: string | undefined
  /** The token of its link. */
  readonly token: string
}

export interface TestMailServer {
  /** For MAIL_URL. */
  readonly url: string
  /** The settings that a server needs to send by it. */
  readonly env: Readonly<Record<string, string>>
  /** All mails that it has received. */
  readonly mails: readonly ReceivedMail[]
  /** Decides about the next mails. Default: all are accepted. */
  receive(reception: (mail: ReceivedMail) => Reception): void
  /** Waits for a mail to an address whose subject matches. Each mail is returned once. */
  next(to: string, subject?: RegExp): Promise<ReceivedMail>
  close(): Promise<void>
}

/** Starts a real SMTP server on this machine, which stores mails in memory. Default: on a free port. */
export async function startMailServer({ port: wanted = 0 } = {}): Promise<TestMailServer> {
  const mails: ReceivedMail[] = []
  const unread: ReceivedMail[] = []
  let reception: (mail: ReceivedMail) => Reception = () => 'accept'
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      simpleParser(stream).then((parsed) => {
        const mail = toReceived(parsed)
        const outcome = reception(mail)
        // As real servers do, the replies contain the address.
        if (outcome === 'refuse') return done(smtpError(550, `<${mail.to}>: No such user`))
        if (outcome === 'defer') return done(smtpError(451, `<${mail.to}>: Try again later`))
        mails.push(mail)
        unread.push(mail)
        if (outcome === 'accept') return done()
        // The public type lacks the connections.
        for (const connection of (server as unknown as { connections: Set<{ id: string; close(): void }> }).connections)
          if (connection.id === session.id) connection.close()
      }, done)
    },
  })
  server.on('error', () => {}) // clients that disconnect
  server.listen(wanted, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const url = `smtp://127.0.0.1:${port}`
  return {
    url,
    env: { MAIL_URL: url, MAIL_FROM: 'Taskpact <tasks@example.com>', APP_URL: 'https://app.example.com' },
    mails,
    receive: (next) => {
      reception = next
    },
    async next(to, subject = /./) {
      const deadline = Date.now() + 15_000
      for (;;) {
        const index = unread.findIndex((mail) => mail.to === to && subject.test(mail.subject))
        const [mail] = index < 0 ? [] : unread.splice(index, 1)
        if (mail) return mail
        if (Date.now() > deadline)
          throw new Error(`No mail ${subject} to ${to}, only ${unread.map(({ to, subject }) => `${subject} to ${to}`)}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

function toReceived({ from, to, messageId = '', subject = '', text = '', html }: ParsedMail): ReceivedMail {
  const link = /^https?:\/\/\S+$/m.exec(text)?.[0]
  const recipient = (Array.isArray(to) ? to[0] : to)?.value[0]?.address ?? ''
  const token = link?.split('#token=')[1] ?? ''
  return {
    from: from?.text.replaceAll('"', '') ?? '',
    to: recipient,
    id: messageId,
    subject,
    text,
    html: html || '',
    link,
    token,
  }
}
