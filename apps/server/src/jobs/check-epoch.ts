import type { History } from '@taskpact/db'

/** Another process, such as the command `epoch`, may have replaced the epoch. New connections read it too. */
const intervalMs = 4000

export interface EpochCheck {
  stop(): void
}

/** Reads the epoch of the database every four seconds. A database that does not respond is read again later. */
export function startCheckingEpoch(history: History): EpochCheck {
  let isReading = false
  const timer = setInterval(() => {
    if (isReading) return
    isReading = true
    history
      .check()
      .catch(() => {}) // readiness reports it
      .finally(() => {
        isReading = false
      })
  }, intervalMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
