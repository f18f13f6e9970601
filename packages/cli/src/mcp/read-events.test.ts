import { expect, it } from 'vitest'
import { readEvents } from './read-events.js'
import { readLines } from './read-lines.js'

async function* chunksOf(text: string, size: number) {
  const bytes = new TextEncoder().encode(text)
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

async function collect(items: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const item of items) all.push(item)
  return all
}

it.each([1, 2, 3, 1000])('reads events from chunks of %i bytes', async (size) => {
  const text = ': comment\nid: 1\ndata: ä\ndata:b\n\nevent: x\r\ndata: c\r\n\r\nretry: 1\n\ndata: d\r\rdata: lost\n'

  expect(await collect(readEvents(chunksOf(text, size)))).toEqual(['ä\nb', 'c', 'd'])
})

it.each([1, 1000])('reads lines from chunks of %i bytes, at line feeds only', async (size) => {
  expect(await collect(readLines(chunksOf('a\u2028ä\n\nb', size)))).toEqual(['a\u2028ä', '', 'b'])
})
