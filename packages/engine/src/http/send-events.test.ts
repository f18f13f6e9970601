import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EventSink, EventStream } from '../live/event-stream.js'
import { createSendEvents } from './send-events.js'

const format = { opening: 'opening', heartbeat: 'heartbeat', event: () => 'event', failure: () => 'failure' }
const minute = 60_000

/** A response whose client reads nothing, so that it does not close when it ends. */
class BlockedResponse extends EventEmitter {
  readonly req = { method: 'GET' }
  readonly written: string[] = []
  readonly destroyed = false
  writableNeedDrain = false
  writableEnded = false
  setHeader(): void {}
  write(text: string): boolean {
    if (this.writableEnded) this.emit('error', new Error('write after end'))
    this.written.push(text)
    return true
  }
  end(text = ''): void {
    this.write(text)
    this.writableEnded = true
  }
}

/** Sends a stream to a blocked response. */
function send() {
  const response = new BlockedResponse()
  const started: EventSink[] = []
  const stream = { start: (sink: EventSink) => started.push(sink), resume: vi.fn(), close: vi.fn() }
  createSendEvents()(response as unknown as ServerResponse, stream as unknown as EventStream, format)
  return { response, stream, sink: started[0] as EventSink }
}

describe('sent events', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('have heartbeats between them, unless the client is behind', () => {
    const { response } = send()
    vi.advanceTimersByTime(minute)
    expect(response.written).toEqual(['retry: 2000\nopening', 'heartbeat', 'heartbeat', 'heartbeat'])
    response.writableNeedDrain = true
    vi.advanceTimersByTime(minute)

    expect(response.written).toHaveLength(4)
  })

  it('have no heartbeat after the end, also if the client has not read it', () => {
    const { response, sink } = send()
    sink.end(undefined)
    vi.advanceTimersByTime(minute)

    expect(response.written).toEqual(['retry: 2000\nopening', expect.stringMatching(/^retry: \d+\n\n$/)])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('survive an error of the connection, and end with it', () => {
    const { response, stream } = send()
    response.emit('error', new Error('write EPIPE'))
    response.emit('close')

    expect(stream.close).toHaveBeenCalledTimes(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})
