import cluster from 'node:cluster'
import { shutdownMessage } from '../cluster/worker.js'
import type { Env } from '../config/env.js'
import { openLog } from '../logging/logger.js'
import { type Ending, type Server, startServer, taskpact } from '../server.js'
import { logStart } from './start-line.js'

/** How long a process that is in an unknown state may take to answer the calls in flight. */
const lastCalls = 5000

/**
 * Runs the server in this process until it is told to stop: by a signal or, as a worker, by the primary. The first signal stops
 * it gracefully, a second one at once. What nobody caught ends it too, with exit code 1: nothing is known to hold after that.
 */
export async function serve(env: Env): Promise<void> {
  const { worker } = cluster
  const { logger, droppedLines } = openLog(env, worker ? { worker: worker.id } : {})
  let server: Server | undefined
  let stopping = false

  const stop = async (reason: string, ending?: Ending) => {
    // Whoever signals a whole group of processes reaches a worker twice: when to end it at once, its primary knows.
    if (stopping) return worker ? undefined : process.exit(1)
    stopping = true
    logger.info({ reason }, 'Taskpact stops')
    if (!server) process.exit(0) // nobody was served yet
    try {
      await server.close(ending)
    } catch (error) {
      logger.error({ err: error }, 'Taskpact did not stop cleanly')
      process.exitCode = 1
    }
    if (worker?.isConnected()) worker.disconnect()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal))
  // Its terminal is gone; what follows from that for a worker, its primary says.
  process.on('SIGHUP', () => worker || stop('SIGHUP'))
  // Where the primary is gone, Node ends its workers.
  if (worker)
    process.on('message', (message) => message === shutdownMessage && stop('replaced', { delay: 0, isReplaced: true }))
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.fatal({ err: error, event }, 'Nobody caught this: the process ends')
      if (!server) process.exit(1)
      setTimeout(() => process.exit(1), lastCalls)
      if (!stopping) server.close({ delay: 0 }).finally(() => process.exit(1))
      stopping = true
    })
  }

  server = await startServer({ env, logger, droppedLogLines: droppedLines, api: taskpact })
  logStart(logger, env, server.url)
}
