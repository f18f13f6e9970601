import { createParser } from 'eventsource-parser'
import { describe, expect, it } from 'vitest'
import { createEventParser, type ServerEvent } from './event-parser.js'

const texts = {
  'a stream of the server':
    'retry: 2000\n: \n\nid: a\nevent: changes\ndata: {"items":[]}\n\n: \n\nretry: 3\nevent: end\ndata: {}\n\n',
  'line ends of every kind': 'data: a\r\rdata: b\r\n\r\ndata: c\n\nevent: x\rdata: d\r\n\rdata: e\n\r\n',
  'fields with and without a space, a colon or a value':
    'data\n\ndata:\n\ndata:  a\n\nevent:x\ndata:b:c\n\nevent\ndata: d\n\n',
  'data of several lines': 'data: a\ndata:\ndata: b\n\n',
  'events without data, and other fields': 'event: x\n\nid: 1\n\nfoo: bar\ndata: a\n\n:comment: data: b\n\n',
  'line separators of Unicode': 'data: a\u2028b\u2029c\u0085d\n\n',
  'text beyond ASCII': 'data: ä 😀\n\nevent: ü\ndata: ∑\n\n',
  'an event without an end': 'data: a\n\ndata: b\n',
}

/** The events according to another parser, which is given the whole text. */
function reference(text: string): ServerEvent[] {
  const events: ServerEvent[] = []
  const parser = createParser({
    onEvent: ({ event = '', data }) => void events.push([event, data]),
    onRetry: (ms) => void events.push(['retry', String(ms)]),
  })
  parser.feed(text)
  return events
}

describe.each(Object.entries(texts))('%s', (_what, text) => {
  const expected = reference(text)

  it('gives the same events, wherever the text is split', () => {
    for (let at = 0; at <= text.length; at++) {
      const parse = createEventParser()
      expect([...parse(text.slice(0, at)), ...parse(text.slice(at))]).toEqual(expected)
    }
  })

  it('gives the same events one character at a time', () => {
    expect([...text].flatMap(createEventParser())).toEqual(expected)
  })
})
