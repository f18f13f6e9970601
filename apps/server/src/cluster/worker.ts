import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import type { Logger } from 'pino'

/** Tells a worker to stop at once, for another one serves in its stead. */
export const shutdownMessage = 'taskpact:shutdown'

/** Milliseconds before a worker that died is replaced: longer each time, as long as they die young. */
const pauses = { first: 100, last: 10_000, settledAfter: 60_000 }

/** The place of one worker, which is never empty for long. */
export interface WorkerSlot {
  /** Resolves once a worker listens; rejects when it ends before. */
  fill(): Promise<void>
  /** Puts a new worker in the place of the one that is there, which ends once the new one listens. */
  replace(): Promise<void>
  stop(signal: 'SIGTERM' | 'SIGKILL'): void
}

export function createWorkerSlot(logger: Logger): WorkerSlot {
  let current: Worker | undefined
  let starting: Worker | undefined
  let stopping = false
  let pause = pauses.first

  async function fill(): Promise<void> {
    const worker = cluster.fork()
    starting = worker
    await listening(worker)
    starting = undefined
    if (stopping) return void worker.process.kill('SIGTERM')
    const born = performance.now()
    current = worker
    worker.once('exit', (code, signal) => {
      if (stopping || worker !== current) return
      if (performance.now() - born > pauses.settledAfter) pause = pauses.first
      logger.error({ died: worker.id, code, signal, pause }, 'A worker died: another one takes its place')
      refill()
    })
  }

  function refill(): void {
    setTimeout(() => {
      if (stopping) return
      fill().catch((error) => {
        logger.error({ err: error, pause }, 'No worker could take its place: it is tried again')
        refill()
      })
    }, pause)
    pause = Math.min(pause * 2, pauses.last)
  }

  return {
    fill,
    async replace() {
      const old = current
      await fill()
      if (!old || old.isDead()) return
      const gone = once(old, 'exit')
      old.send(shutdownMessage)
      await gone
    },
    stop(signal) {
      stopping = true
      for (const worker of [current, starting]) worker?.process.kill(signal)
    },
  }
}

/** Rejects when it ends before. */
async function listening(worker: Worker): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    worker.once('listening', () => resolve())
    worker.once('exit', (code) => reject(new Error(`A worker ended with code ${code} before it listened`)))
  })
}
