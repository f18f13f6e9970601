import type { Connection } from './connection.js'

/** A connection with several statements in flight, which the server executes in order. */
export interface PipelinedConnection {
  readonly connection: Connection
  inFlight: number
  /** On the clock of `performance.now()`. */
  readonly joinableUntil: number
}

export interface Pipelines {
  /** Makes a connection available to further statements, with one in flight. */
  start(connection: Connection): PipelinedConnection
  /** Adds a statement to the pipeline that was started last in this turn of the event loop. Undefined if it accepts none. */
  joinNew(): PipelinedConnection | undefined
  /** Adds a statement to a pipeline. Undefined if none accepts one. */
  join(): PipelinedConnection | undefined
  /** Ends a statement. True if it was the last one, so that the connection is free. */
  leave(pipeline: PipelinedConnection): boolean
}

/** Statements in flight on a connection. */
const maxInFlight = 8

/**
 * Statements that share a connection although others are idle: one write sends them, but the server executes them in order
 * (PERFORMANCE.md, Pipelining).
 */
const maxSharing = 4

/**
 * Milliseconds after the first statement for which others join. Afterwards those in flight may be waiting for a lock, and a
 * transaction may be waiting for the connection. The pool of postgres.js has no such limit (README.md, The pool).
 */
const joinableMs = 5

export function createPipelines(): Pipelines {
  const pipelines: PipelinedConnection[] = []
  /** The pipeline that was joined last in this turn of the event loop. */
  let latest: PipelinedConnection | undefined
  /** The pipeline that was started last in this turn. */
  let newest: PipelinedConnection | undefined

  function leastUsed(now: number): PipelinedConnection | undefined {
    let best: PipelinedConnection | undefined
    for (const pipeline of pipelines) {
      if (isJoinable(pipeline, now) && pipeline.inFlight < (best?.inFlight ?? maxInFlight)) best = pipeline
    }
    return best
  }

  return {
    start(connection) {
      const pipeline = { connection, inFlight: 1, joinableUntil: performance.now() + joinableMs }
      pipelines.push(pipeline)
      if (!newest) setImmediate(() => (newest = undefined))
      newest = pipeline
      return pipeline
    },
    joinNew() {
      if (!newest || newest.inFlight >= maxSharing || !isJoinable(newest, performance.now())) return undefined
      newest.inFlight++
      return newest
    },
    join() {
      const now = performance.now()
      // Statements of one turn of the event loop share one write (PERFORMANCE.md, Pipelining).
      const pipeline = latest && isJoinable(latest, now) ? latest : leastUsed(now)
      if (!pipeline) return undefined
      pipeline.inFlight++
      if (!latest) setImmediate(() => (latest = undefined))
      latest = pipeline
      return pipeline
    },
    leave(pipeline) {
      pipeline.inFlight--
      if (pipeline.inFlight > 0) return false
      pipelines.splice(pipelines.indexOf(pipeline), 1)
      return true
    },
  }
}

function isJoinable({ inFlight, joinableUntil, connection }: PipelinedConnection, now: number): boolean {
  return inFlight > 0 && inFlight < maxInFlight && now < joinableUntil && !connection.isClosed
}
