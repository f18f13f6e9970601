import { createRequire } from 'node:module'
import { type Logger, type LoggerOptions, pino } from 'pino'
import type { Env } from '../config/env.js'
import { openLogStream } from './destination.js'

type LogSettings = Pick<Env, 'LOG_LEVEL' | 'ENVIRONMENT'>

/** Writes one JSON object per line, or in development one readable line. */
export function createLogger(env: LogSettings): Logger {
  if (isReadable(env)) return pino({ ...loggerOptions(env), transport: { target: 'pino-pretty', options: pretty } })
  return pino(loggerOptions(env), openLogStream())
}

const pretty = { singleLine: true, translateTime: 'SYS:HH:MM:ss' }

/** Whether log lines are for people. A deployed server has no pino-pretty, whatever its environment is called. */
export function isReadable({ ENVIRONMENT }: Pick<Env, 'ENVIRONMENT'>): boolean {
  if (ENVIRONMENT !== 'development') return false
  try {
    return createRequire(import.meta.url).resolve('pino-pretty') !== ''
  } catch {
    return false
  }
}

export function loggerOptions({ LOG_LEVEL }: Pick<Env, 'LOG_LEVEL'>): LoggerOptions {
  return {
    level: LOG_LEVEL,
    base: null,
    timestamp: isoTime,
    serializers: { err: (error) => describeError(error) },
  }
}

let millisecond = 0
let written = ''

/** pino's own makes it anew for each line, of which a busy server has several in a millisecond. */
function isoTime(): string {
  const now = Date.now()
  if (now !== millisecond) {
    millisecond = now
    written = `,"time":"${new Date(now).toISOString()}"`
  }
  return written
}

/** An error with its causes, as deep as they tell something. What drizzle says of a failed query holds the parameters, so only its statement is kept. */
export function describeError(error: unknown, depth = 5): Record<string, unknown> {
  if (!(error instanceof Error)) return { thrown: typeof error }
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: error.code } : {}
  const failedQuery = 'query' in error && 'params' in error
  const what = failedQuery ? { query: error.query } : { message, frames: stack?.split('\n    at ').slice(1) }
  return {
    name,
    ...code,
    ...what,
    ...(cause !== undefined && depth > 0 && { cause: describeError(cause, depth - 1) }),
  }
}
