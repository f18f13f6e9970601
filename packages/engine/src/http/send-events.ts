import type { ServerResponse } from 'node:http'
import { eventStreamType } from '@taskpact/contract/core'
import type { EventStream, StreamEvent } from '../live/event-stream.js'
import type { ServiceError } from '../service-error.js'
import { compactHead } from './compact-head.js'
import { createHeartbeat } from './heartbeat.js'

/** How a transport writes a stream as server-sent events (HTML Standard, section 9.2). */
export interface EventFormat {
  /** Sent at once after the time to reconnect, so that proxies forward the head of the response. */
  readonly opening: string
  /** Sent every 20 seconds, so that proxies do not close the connection. */
  readonly heartbeat: string
  readonly event: (event: StreamEvent) => string
  readonly failure: (failure: ServiceError<string>) => string
}

/** Sends a stream as the response to a request. */
export type SendEvents = (res: ServerResponse, stream: EventStream, format: EventFormat) => void

/** The headers of a response with server-sent events. */
export const eventHeaders = {
  'Content-Type': eventStreamType,
  // A proxy that compresses would hold events back.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no', // read by nginx
}
/** Milliseconds after which clients reconnect, unless the end of a stream says otherwise. */
const reconnectAfter = 2000
/** Milliseconds within which the clients of a server that stops reconnect, at random. */
const reconnectWithin = 5000

/** Encodes an event once for all streams that send it. */
export function encodeOnce(encode: (event: StreamEvent) => string): (event: StreamEvent) => string {
  const encoded = new WeakMap<StreamEvent, string>()
  return (event) => {
    const known = encoded.get(event)
    if (known !== undefined) return known
    const text = encode(event)
    encoded.set(event, text)
    return text
  }
}

/** Returns a function that sends streams, with one timer for the heartbeats of all. */
export function createSendEvents(): SendEvents {
  const heartbeat = createHeartbeat()

  return (res, stream, format) => {
    for (const [name, value] of Object.entries(eventHeaders)) res.setHeader(name, value)
    if (res.req.method === 'HEAD' || res.destroyed) {
      stream.close()
      return void res.end()
    }
    res.write(toOpening(format))
    compactHead(res)
    const stopBeating = heartbeat.add(() => {
      if (!res.writableNeedDrain && !res.writableEnded) res.write(format.heartbeat)
    })
    res.on('error', () => {}) // the connection is lost, and 'close' follows
    res.on('drain', () => stream.resume())
    res.once('close', () => {
      stopBeating()
      stream.close()
    })
    stream.start({
      send: (event) => res.write(format.event(event)),
      end(failure) {
        stopBeating()
        res.end(failure ? toFailure(format, failure) : reconnectAtRandom())
      },
    })
  }
}

/** Returns the text that a stream begins with. */
export function toOpening({ opening }: EventFormat): string {
  return toRetry(reconnectAfter) + opening
}

/** Returns the text that a stream ends with because of a failure. */
export function toFailure(format: EventFormat, failure: ServiceError<string>): string {
  const retry = failure.retryAfter === undefined ? '' : toRetry(failure.retryAfter * 1000)
  return retry + format.failure(failure)
}

function reconnectAtRandom(): string {
  return `${toRetry(Math.floor(Math.random() * reconnectWithin))}\n`
}

function toRetry(ms: number): string {
  return `retry: ${ms}\n`
}
