import cluster from 'node:cluster'
import { RateLimiterClusterMaster } from 'rate-limiter-flexible'
import type { Env } from '../config/env.js'
import { openLog } from '../logging/logger.js'
import { collectMetricsForWorkers } from './metrics.js'
import { createWorkerSlot } from './worker.js'

/**
 * Runs workers that share one port, and restarts each that exits. SIGHUP replaces them one by one, each after its successor
 * listens. SIGTERM and SIGINT stop all gracefully, a second signal immediately. Rejects if a worker cannot start.
 */
export async function runPrimary(env: Env): Promise<void> {
  const { logger } = openLog(env, { worker: 0 })
  new RateLimiterClusterMaster()
  collectMetricsForWorkers()
  const slots = Array.from({ length: env.WORKERS }, () => createWorkerSlot(logger))
  // A message to a worker that has just exited fails; its slot handles the exit.
  cluster.on('fork', (worker) =>
    worker.on('error', (error) => logger.warn({ err: error }, 'Could not send a message to a worker')),
  )

  let stopping = false
  let replacing = true // until the first workers listen
  process.on('SIGHUP', replaceAll)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      logger.info({ reason: signal }, 'Taskpact is stopping')
      for (const slot of slots) slot.stop(stopping ? 'SIGKILL' : 'SIGTERM')
      stopping = true
    })
  }
  cluster.on('exit', (_worker, code) => {
    if (stopping && code !== 0) process.exitCode = 1
  })

  try {
    await Promise.all(slots.map((slot) => slot.start()))
  } catch (error) {
    for (const slot of slots) slot.stop('SIGTERM')
    throw error
  }
  replacing = false
  logger.info({ workers: env.WORKERS }, 'All workers are listening')

  async function replaceAll(): Promise<void> {
    if (replacing || stopping) return
    replacing = true
    try {
      for (const slot of slots) await slot.replace()
      logger.info('All workers were replaced')
    } catch (error) {
      logger.error({ err: error }, 'Could not replace all workers; the others keep running')
    } finally {
      replacing = false
    }
  }
}
