import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ReceivedMail } from '@taskpact/testing/mail-server'
import { expect } from 'vitest'
import type { LoseReply } from './mail-program.js'

/** An SMTP server as a process, which can be stopped and started again. */
export interface MailProcess {
  /** For MAIL_URL. */
  readonly url: string
  /** All mails that it has received, also before it was stopped. */
  readonly mails: readonly ReceivedMail[]
  /** Starts the server again, on the same port. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Breaks the connection of the next mail to an address before its reply, so that the sender does not know that it was received. */
  loseReplyTo(email: string): void
  /** Waits for a mail to an address whose subject matches. Each mail is returned once. Default timeout: 15 seconds. */
  next(to: string, subject: RegExp, timeout?: number): Promise<ReceivedMail>
}

const program = fileURLToPath(new URL('./mail-program.ts', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))

export async function startMailProcess(): Promise<MailProcess> {
  const mails: ReceivedMail[] = []
  const unread: ReceivedMail[] = []
  let child = open()
  const url = await ready()

  function open(port = ''): ChildProcess {
    const started = fork(program, {
      cwd: root,
      env: { PATH: process.env.PATH, ...(port && { SMTP_PORT: port }) },
      execArgv: ['--conditions=@taskpact/source', '--import=tsx'],
    })
    started.on('message', ({ mail }: { mail?: ReceivedMail }) => {
      if (!mail) return
      mails.push(mail)
      unread.push(mail)
    })
    return started
  }

  async function ready(): Promise<string> {
    const exited = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The SMTP server ended: ${code}`)))
    const [message] = await Promise.race([once(child, 'message'), exited])
    return (message as { url: string }).url
  }

  return {
    url,
    mails,
    async start() {
      child = open(new URL(url).port)
      await ready()
    },
    async stop() {
      const exited = once(child, 'exit')
      child.kill()
      await exited
    },
    loseReplyTo: (loseReplyTo) => void child.send({ loseReplyTo } satisfies LoseReply),
    async next(to, subject, timeout = 15_000) {
      const isIt = (mail: ReceivedMail) => mail.to === to && subject.test(mail.subject)
      const seen = () => unread.map((mail) => `${mail.subject} to ${mail.to}`)
      await expect.poll(() => unread.some(isIt) || seen(), { timeout, message: `${subject} to ${to}` }).toBe(true)
      return unread.splice(unread.findIndex(isIt), 1)[0] as ReceivedMail
    },
  }
}
