import type { Database } from '@taskpact/db'
import { type SendDueOptions, sendDueMails } from '@taskpact/service'
import type { Logger } from 'pino'
import { repeat } from './repeat.js'

interface Options extends Pick<SendDueOptions, 'send' | 'write' | 'now'> {
  readonly db: Database
  readonly logger: Logger
}

export interface MailJob {
  /** Sends what is due at once, instead of at the next run. */
  wake(): void
  stop(): Promise<void>
}

/** Milliseconds between two searches for mails that another instance stored, or that are to be tried again. */
const interval = 5000

/** Sends stored mails: those of this process at once, others within five seconds. After a failure, a later run tries again. */
export function startSendingMails({ logger, ...options }: Options): MailJob {
  let isRunning = false
  let isDue = false
  let running: Promise<void> = Promise.resolve()
  const stopping = new AbortController()

  async function run(): Promise<void> {
    isRunning = true
    do {
      isDue = false
      try {
        await sendDueMails({
          ...options,
          signal: stopping.signal,
          onFailure: ({ cause, isFinal, ...failure }) =>
            logger.warn({ err: cause, ...failure }, isFinal ? 'A mail was given up' : 'A mail could not be sent yet'),
        })
      } catch (err) {
        if (!stopping.signal.aborted) logger.error({ err }, 'Could not read the mails to send')
      }
    } while (isDue && !stopping.signal.aborted)
    isRunning = false
  }

  function wake(): void {
    isDue = true
    if (!isRunning && !stopping.signal.aborted) running = run()
  }

  const repeating = repeat(async () => {
    wake()
    await running
  }, interval)
  return {
    wake,
    async stop() {
      stopping.abort()
      await repeating.stop()
      await running
    },
  }
}
