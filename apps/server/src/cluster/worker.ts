import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import type { Logger } from 'pino'

/** Sent to a worker that another one has replaced. The worker stops without a delay. */
export const shutdownMessage = 'taskpact:shutdown'

/** Delay before a worker that exited is restarted: doubled each time, reset once a worker has run for a minute. */
const restartDelay = { minMs: 100, maxMs: 10_000, resetAfterMs: 60_000 }

/** Keeps one worker running. */
export interface WorkerSlot {
  /** Resolves once the worker listens. Rejects if it exits before. */
  start(): Promise<void>
  /** Starts a new worker, and stops the current one once the new one listens. */
  replace(): Promise<void>
  stop(signal: 'SIGTERM' | 'SIGKILL'): void
}

export function createWorkerSlot(logger: Logger): WorkerSlot {
  let current: Worker | undefined
  let starting: Worker | undefined
  let stopping = false
  let delayMs = restartDelay.minMs

  async function start(): Promise<void> {
    const worker = cluster.fork()
    starting = worker
    await listening(worker)
    starting = undefined
    if (stopping) return void worker.process.kill('SIGTERM')
    const started = performance.now()
    current = worker
    worker.once('exit', (code, signal) => {
      if (stopping || worker !== current) return
      if (performance.now() - started > restartDelay.resetAfterMs) delayMs = restartDelay.minMs
      logger.error({ exited: worker.id, code, signal, delayMs }, 'Worker exited unexpectedly, restarting')
      restart()
    })
  }

  function restart(): void {
    setTimeout(() => {
      if (stopping) return
      start().catch((error) => {
        logger.error({ err: error, delayMs }, 'Could not restart the worker, retrying')
        restart()
      })
    }, delayMs)
    delayMs = Math.min(delayMs * 2, restartDelay.maxMs)
  }

  return {
    start,
    async replace() {
      const previous = current
      await start()
      if (!previous || previous.isDead()) return
      const exited = once(previous, 'exit')
      previous.send(shutdownMessage)
      await exited
    },
    stop(signal) {
      stopping = true
      for (const worker of [current, starting]) worker?.process.kill(signal)
    },
  }
}

/** Rejects if the worker exits before it listens. */
async function listening(worker: Worker): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    worker.once('listening', () => resolve())
    worker.once('exit', (code) => reject(new Error(`A worker exited with code ${code} before it listened`)))
  })
}
