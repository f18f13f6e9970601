import { Streamed } from '@taskpact/engine'
import { expect, it } from 'vitest'
import { jsonOf } from './json-stream.js'

async function textOf(fields: readonly (readonly [string, unknown])[]): Promise<string> {
  let text = ''
  for await (const chunk of jsonOf(new Streamed(fields))) text += chunk
  return text
}

async function* items(...values: unknown[]) {
  yield* values
}

it.each([
  ['no fields', [], {}],
  ['fields', [['a', 1] as const, ['"b"', null] as const], { a: 1, '"b"': null }],
  ['an empty array', [['a', items()] as const], { a: [] }],
  ['an array', [['a', items(1, { b: 2 })] as const, ['c', 'd'] as const], { a: [1, { b: 2 }], c: 'd' }],
])('yields an object with %s as JSON', async (_what, fields, value) => {
  expect(JSON.parse(await textOf(fields))).toEqual(value)
})

it('reads an item only after the previous one was consumed', async () => {
  let read = 0
  async function* counted() {
    for (;;) {
      read += 1
      yield read
    }
  }
  const stream = jsonOf(new Streamed([['a', counted()]]))
  for (let chunks = 0; chunks < 3; chunks += 1) await stream.next()
  expect(read).toBeLessThanOrEqual(3)
  await stream.return(undefined)
})
