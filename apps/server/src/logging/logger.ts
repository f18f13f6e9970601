import { createRequire } from 'node:module'
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'
import type { Env } from '../config/env.js'
import { traceFields } from '../tracing/active-span.js'
import { type Destination, openDestination } from './destination.js'

type LogSettings = Pick<Env, 'LOG_LEVEL' | 'ENVIRONMENT'> & TraceSettings
type TraceSettings = Partial<Pick<Env, 'OTEL_EXPORTER_OTLP_ENDPOINT'>>

export interface Log {
  readonly logger: Logger
  /** Returns how many lines this process has dropped because they could not be written. */
  droppedLines(): number
}

/** Opens a log of one JSON object per line, in development of readable lines. Each line has the `bindings`. */
export function openLog(env: LogSettings, bindings: Record<string, unknown> = {}): Log {
  const options = { ...loggerOptions(env), base: bindings }
  const destination = openDestination((dropped) =>
    logger.error({ dropped }, 'Dropped log lines while the log could not be written'),
  )
  const logger = pino(options, isReadable(env) ? formatLines(destination) : destination)
  return { logger, droppedLines: destination.dropped }
}

const load = createRequire(import.meta.url)

/** In this thread: the worker of a pino transport is a file, which the bundle does not have. */
function formatLines(destination: Destination): DestinationStream & Pick<Destination, 'flushSync'> {
  const { prettyFactory } = load('pino-pretty') as typeof import('pino-pretty')
  const format = prettyFactory({ singleLine: true, translateTime: 'SYS:HH:MM:ss' })
  return { write: (line) => destination.write(format(line)), flushSync: destination.flushSync }
}

/** Returns whether log lines are formatted for people: in development, if pino-pretty is installed, which a deployed server lacks. */
export function isReadable({ ENVIRONMENT }: Pick<Env, 'ENVIRONMENT'>): boolean {
  if (ENVIRONMENT !== 'development') return false
  try {
    return load.resolve('pino-pretty') !== ''
  } catch {
    return false
  }
}

/** With tracing, each line of a request names its trace. */
export function loggerOptions({
  LOG_LEVEL,
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
}: Pick<Env, 'LOG_LEVEL'> & TraceSettings): LoggerOptions {
  return {
    level: LOG_LEVEL,
    base: null,
    timestamp: isoTime,
    serializers: { err: (error) => describeError(error) },
    ...(endpoint !== undefined && { mixin: traceFields }),
  }
}

let millisecond = 0
let formatted = ''

/** Returns the time field of a log line, formatted once per millisecond (PERFORMANCE.md). */
function isoTime(): string {
  const now = Date.now()
  if (now !== millisecond) {
    millisecond = now
    formatted = `,"time":"${new Date(now).toISOString()}"`
  }
  return formatted
}

/**
 * Returns the loggable fields of an error and its causes. Of a failed query, only the statement: Drizzle's message
 * contains parameters.
 */
export function describeError(error: unknown, depth = 5): Record<string, unknown> {
  if (!(error instanceof Error)) return { thrown: typeof error }
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: error.code } : {}
  const failedQuery = 'query' in error && 'params' in error
  const fields = failedQuery ? { query: error.query } : { message, frames: stack?.split('\n    at ').slice(1) }
  return {
    name,
    ...code,
    ...fields,
    ...(cause !== undefined && depth > 0 && { cause: describeError(cause, depth - 1) }),
  }
}
