import type { ChangePage } from '@taskpact/contract'

export interface ReceivedEvent {
  readonly id: string
  readonly event: string
  readonly data: ChangePage
}

/** A stream of `tasks.watch` over HTTP, and what it has received. */
export interface OpenedStream {
  readonly status: number
  readonly events: readonly ReceivedEvent[]
  /** The problem that the stream ended with. */
  readonly end: { readonly code: string } | undefined
  /** Milliseconds after which to reconnect, as sent last. */
  readonly retry: number | undefined
  /** Whether the connection is closed. */
  readonly isOver: boolean
  /** The ids of the tasks in the order of the events. */
  readonly tasks: readonly string[]
  close(): void
}

/** Opens a stream, and reads it until it is closed. */
export async function openStream(url: string, token: string, lastEventId?: string): Promise<OpenedStream> {
  const client = new AbortController()
  const response = await fetch(`${url}/api/me/changes/live`, {
    headers: { authorization: `Bearer ${token}`, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
    signal: client.signal,
  })
  const events: ReceivedEvent[] = []
  const state = {
    status: response.status,
    events,
    end: undefined as OpenedStream['end'],
    retry: undefined as number | undefined,
    isOver: false,
    get tasks() {
      return events.flatMap(({ data }) =>
        data.items.map((change) => (change.type === 'put' ? change.task.id : change.id)),
      )
    },
    close: () => client.abort(),
  }

  function take(block: string): void {
    const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2)))
    if (fields.retry !== undefined) state.retry = Number(fields.retry)
    if (fields.event === 'end') state.end = JSON.parse(fields.data)
    else if (fields.id !== undefined) events.push({ id: fields.id, event: fields.event, data: JSON.parse(fields.data) })
  }

  async function read(): Promise<void> {
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + chunk).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) take(block)
    }
  }
  read()
    .catch(() => {}) // the connection was cut
    .finally(() => {
      state.isOver = true
    })
  return state
}
