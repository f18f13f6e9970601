import cluster from 'node:cluster'
import { RateLimiterClusterMaster } from 'rate-limiter-flexible'
import type { Env } from '../config/env.js'
import { openLog } from '../logging/logger.js'
import { collectMetricsForWorkers } from './metrics.js'
import { createWorkerSlot } from './worker.js'

/**
 * Runs workers that serve one port together, and puts another one in the place of each that dies. SIGHUP replaces them one after
 * the other, each only when its successor listens. SIGTERM and SIGINT stop all, a second time at once. Rejects when a worker
 * cannot even start.
 */
export async function runPrimary(env: Env): Promise<void> {
  const { logger } = openLog(env, { worker: 0 })
  new RateLimiterClusterMaster()
  collectMetricsForWorkers()
  const slots = Array.from({ length: env.WORKERS }, () => createWorkerSlot(logger))
  // A message to one that has just died fails; that it died, its slot hears.
  cluster.on('fork', (worker) => worker.on('error', (error) => logger.warn({ err: error }, 'A worker heard nothing')))

  let stopping = false
  let replacing = true // all of them are new
  process.on('SIGHUP', replaceAll)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      logger.info({ reason: signal }, 'Taskpact stops')
      for (const slot of slots) slot.stop(stopping ? 'SIGKILL' : 'SIGTERM')
      stopping = true
    })
  }
  cluster.on('exit', (_worker, code) => {
    if (stopping && code !== 0) process.exitCode = 1
  })

  try {
    await Promise.all(slots.map((slot) => slot.fill()))
  } catch (error) {
    for (const slot of slots) slot.stop('SIGTERM')
    throw error
  }
  replacing = false
  logger.info({ workers: env.WORKERS }, 'All workers listen')

  async function replaceAll(): Promise<void> {
    if (replacing || stopping) return
    replacing = true
    try {
      for (const slot of slots) await slot.replace()
      logger.info('All workers were replaced')
    } catch (error) {
      logger.error({ err: error }, 'Not all workers were replaced: those that were not go on')
    } finally {
      replacing = false
    }
  }
}
