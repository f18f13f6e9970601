import { contract, operations } from '@taskpact/contract'
import { callTool, requestMcp, startTestServer, type TestServer, type User } from '@taskpact/testing'
import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mcpIdentity } from '../../src/mcp/identity.js'
import { prompts } from '../../src/mcp/prompts.js'

interface Listed {
  readonly name: string
  readonly description: string
  readonly annotations: Readonly<Record<string, boolean>>
  readonly inputSchema: Readonly<Record<string, unknown>>
}

let server: TestServer
let ada: User
let tools: readonly Listed[]
beforeAll(async () => {
  server = await startTestServer()
  ada = await server.signUp()
  const response = await requestMcp(server.url, 'tools/list', {}, { token: ada.token })
  tools = ((await response.json()) as { result: { tools: Listed[] } }).result.tools
})
afterAll(() => server?.close())

const reads = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }
const adds = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false }
const changes = { ...adds, destructiveHint: true }

describe('the tools', () => {
  it('have these names, order and annotations', () => {
    expect(tools.map(({ name, annotations }) => [name, annotations])).toEqual([
      ['who_am_i', reads],
      ['list_tasks', reads],
      ['create_task', adds],
      ['change_tasks', changes],
      ['count_tasks', reads],
      ['get_task', reads],
      ['update_task', changes],
      ['complete_task', changes],
      ['delete_task', changes],
      ['restore_task', changes],
    ])
  })

  it('are none of the system, of sessions, of files, of streams and of permanent deletion', () => {
    const hidden = /^system\.|^auth\.(?!me$)|\.(?:purge|export|import|changes|watch)$/
    const served = operations(contract).filter(({ metadata }) => metadata.tool)
    expect(served.filter(({ name }) => hidden.test(name))).toEqual([])
    expect(served.map(({ metadata }) => (metadata.tool ? metadata.tool.name : ''))).toEqual(
      tools.map(({ name }) => name),
    )
  })

  it('have schemas without keywords that clients reject', () => {
    const keywords = new Set(tools.flatMap(({ inputSchema }) => keywordsOf(inputSchema)))
    const known = ['type', 'properties', 'required', 'additionalProperties', 'description', 'default', 'enum', 'anyOf']
    expect([...keywords].sort()).toEqual(
      [...known, 'items', 'maxItems', 'minItems', 'maximum', 'minimum', 'const'].sort(),
    )
  })

  it('and their prompts and instructions name only tools, fields and values that exist', () => {
    const known = new Set([
      'null',
      ...tools.map(({ name }) => name),
      ...tools.flatMap(({ inputSchema }) => wordsOf(inputSchema)),
    ])
    const values = { date: '2026-03-10', minutes: '60', timeZone: 'Europe/Berlin' }
    const texts = [
      ...tools.map(({ description }) => description),
      ...prompts.map(({ text }) => text(values)),
      mcpIdentity('1').instructions,
    ]
    const named = texts.flatMap((text) => [...text.matchAll(/`(?:(\w+): )?\[?"?([^`"\]]+)"?\]?`/g)])
    const words = named.flatMap(([, field, value]) => [field, value]).filter((word) => word !== undefined)
    const isOther = (word: string) => /^(?:\d{4}-.*|true|false|nextCursor|revision)$/.test(word)

    expect(words.length).toBeGreaterThan(60)
    expect(words.filter((word) => !known.has(word) && !isOther(word))).toEqual([])
  })
})

describe('the tokens of the tools (o200k)', () => {
  it('are at most 3500 for the list, and 700 for each', () => {
    const each = Object.fromEntries(tools.map((tool) => [tool.name, tokensIn(tool)]))
    const list = tokensIn({ tools })
    console.log(`tools/list: ${list} tokens`, each)
    expect(list).toBeLessThanOrEqual(3500)
    expect(Math.max(...Object.values(each))).toBeLessThanOrEqual(700)
  })

  it('are at most 1200 for a page of twenty tasks', async () => {
    for (let n = 0; n < 25; n++) await ada.value('tasks.create', typicalTask(n))
    const outcome = await callTool(server.url, 'list_tasks', {}, { token: ada.token })
    if (!outcome.ok) throw new Error(outcome.code)
    const tokens = encode(outcome.text).length
    console.log(`twenty tasks: ${tokens} tokens`)
    expect((outcome.value as { items: unknown[] }).items).toHaveLength(20)
    expect(tokens).toBeLessThanOrEqual(1200)
  })
})

const titles = [
  'Send the invoice to Ada',
  'Book a table',
  'Buy oat milk',
  'Review the draft of the contract',
  'Call the bank',
]

function typicalTask(n: number) {
  return {
    title: `${titles[n % titles.length]} ${n}`,
    ...(n % 3 === 0 && { priority: 'high' }),
    ...(n % 2 === 0 && { dueDate: '2026-11-24' }),
    ...(n % 4 === 0 && { tags: ['home'] }),
    ...(n % 5 === 0 && { description: 'Ask first whether the amount is right, and whether the address has changed.' }),
  }
}

function tokensIn(value: unknown): number {
  return encode(JSON.stringify(value)).length
}

/** Returns the keywords of a schema, but not the names of its fields. */
function keywordsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keywordsOf)
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([keyword, value]) => [
    keyword,
    ...(keyword === 'properties' ? Object.values(value as object).flatMap(keywordsOf) : keywordsOf(value)),
  ])
}

/** Returns the names of the fields of a schema, and the values that it lists. */
function wordsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, enum: values = [] } = schema as { properties?: object; enum?: string[] }
  return [
    ...Object.keys(properties),
    ...values,
    ...Object.values(schema).flatMap(wordsOf),
    ...Object.values(properties).flatMap(wordsOf),
  ]
}
