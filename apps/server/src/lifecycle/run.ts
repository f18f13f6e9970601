import cluster from 'node:cluster'
import { shutdownMessage } from '../cluster/worker.js'
import type { Env } from '../config/env.js'
import { openLog } from '../logging/logger.js'
import { type CloseOptions, type Server, startServer, taskpact } from '../server.js'
import { logStart } from './start-line.js'

/** Time for requests in flight after an uncaught error, which leaves the process in an unknown state. */
const fatalTimeoutMs = 5000

/**
 * Runs the server in this process until a signal or, in a worker, the primary stops it. The first signal stops it gracefully, the
 * second one immediately. An uncaught error stops it with exit code 1.
 */
export async function run(env: Env): Promise<void> {
  const { worker } = cluster
  const { logger, droppedLines } = openLog(env, worker ? { worker: worker.id } : {})
  let server: Server | undefined
  let stopping = false

  const stop = async (reason: string, options?: CloseOptions) => {
    // A signal to the process group reaches a worker twice, directly and through its primary; only the primary may count them.
    if (stopping) return worker ? undefined : process.exit(1)
    stopping = true
    logger.info({ reason }, 'Taskpact is stopping')
    if (!server) process.exit(0)
    try {
      await server.close(options)
    } catch (error) {
      logger.error({ err: error }, 'Taskpact did not stop cleanly')
      process.exitCode = 1
    }
    if (worker?.isConnected()) worker.disconnect()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal))
  // SIGHUP stops a single process. A worker ignores it: the primary replaces its workers.
  process.on('SIGHUP', () => worker || stop('SIGHUP'))
  // Node ends a worker whose primary has exited.
  if (worker) {
    process.on('message', (message) => {
      if (message === shutdownMessage) stop('replaced', { delay: 0, isReplaced: true })
    })
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.fatal({ err: error, event }, 'Uncaught error, exiting')
      if (!server) process.exit(1)
      setTimeout(() => process.exit(1), fatalTimeoutMs)
      if (!stopping) server.close({ delay: 0 }).finally(() => process.exit(1))
      stopping = true
    })
  }

  server = await startServer({ env, logger, droppedLogLines: droppedLines, api: taskpact })
  logStart(logger, env, server.url)
}
