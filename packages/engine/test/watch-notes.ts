import type { EventStream, StreamEvent } from '@taskpact/engine'
import type { Notes } from '@taskpact/engine/testing'
import { onTestFinished } from 'vitest'

/** Opens a stream that is closed after the test. */
export async function watch({ call }: Pick<Notes, 'call'>, lastEventId?: string, token = 'ada'): Promise<EventStream> {
  const { output } = await call('notes.watch', { token, fields: lastEventId === undefined ? {} : { lastEventId } })
  onTestFinished(() => (output as EventStream).close())
  return output as EventStream
}

export const create = ({ call }: Pick<Notes, 'call'>, text = 'a', token = 'ada') =>
  call('notes.create', { token, fields: { text } })

/** Receives all events, as a transport that is never busy. */
export function receive(stream: EventStream) {
  const events: StreamEvent[] = []
  const ends: (string | undefined)[] = []
  let isTaking = true
  stream.start({
    send(event) {
      events.push(event)
      return isTaking
    },
    end: (failure) => void ends.push(failure?.code),
  })
  return {
    events,
    ends,
    get texts() {
      return events.map(({ data }) => (data as { items: { text: string }[] }).items.map(({ text }) => text))
    },
    pause() {
      isTaking = false
    },
    resume() {
      isTaking = true
      stream.resume()
    },
  }
}
