import { operations } from '@taskpact/contract/core'
import { notesContract } from '@taskpact/engine/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMcp, toTools } from '../src/index.js'
import { type NotesServer, type Params, startNotesServer } from './notes-server.js'

let server: NotesServer
beforeAll(async () => {
  server = await startNotesServer({}, { prompts: [greet], resources: [note] })
  await server.call('create_note', { text: 'a' })
})
afterAll(() => server?.close())

const greet = {
  name: 'greet',
  title: 'Greet',
  description: 'For tests.',
  arguments: [{ name: 'name', description: 'A name.' }],
  text: ({ name = 'you', other }: { name?: string; other?: string }) => `Greet ${name}${other ?? ''}.`,
}
const note = {
  name: 'note',
  title: 'Note',
  description: 'For tests.',
  uriTemplate: 'note://{noteId}',
  operation: 'notes.get',
}

async function result(method: string, params: Params = {}, token = 'ada'): Promise<Record<string, unknown>> {
  const { body, text } = await server.request(method, params, { token })
  const { result } = body as { result?: Record<string, unknown> }
  if (!result) throw new Error(text)
  return result
}

async function names(list: string, of: string, token?: string): Promise<string[]> {
  return ((await result(list, {}, token))[of] as { name: string }[]).map(({ name }) => name)
}

describe('MCP tools/list', () => {
  it('lists the operations with a tool in the order of the contract', async () => {
    const all = ['fail', 'list_notes', 'create_note', 'get_note', 'update_note', 'delete_note']
    expect(await names('tools/list', 'tools')).toEqual(all)
  })

  it('leaves out what the token does not allow, and may not be shared', async () => {
    expect(await names('tools/list', 'tools', 'reader')).toEqual(['fail', 'list_notes', 'get_note'])
    expect(await result('tools/list', {}, 'reader')).toMatchObject({ cacheScope: 'private' })
  })

  it('describes effects by annotations', async () => {
    const { tools } = (await result('tools/list')) as { tools: { name: string; annotations: object }[] }
    const hints = (readOnlyHint: boolean, destructiveHint: boolean) => ({
      readOnlyHint,
      destructiveHint,
      idempotentHint: readOnlyHint,
      openWorldHint: false,
    })
    expect(Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]))).toEqual({
      fail: hints(false, true),
      list_notes: hints(true, false),
      create_note: hints(false, false),
      get_note: hints(true, false),
      update_note: hints(false, true),
      delete_note: hints(false, true),
    })
  })

  it('describes inputs without the owner and the idempotency key, with the revision', () => {
    const tools = toTools(operations(notesContract))
    const fields = (name: string) =>
      Object.keys(tools.find((tool) => tool.name === name)?.inputSchema.properties as object)
    expect(fields('create_note')).toEqual(['text'])
    expect(fields('update_note')).toEqual(['text', 'noteId', 'ifMatch'])
    expect(fields('list_notes')).toEqual(['limit', 'cursor', 'recent', 'detail'])
  })
})

describe('MCP prompts', () => {
  it('are listed with their arguments', async () => {
    expect(await result('prompts/list')).toMatchObject({
      prompts: [{ name: 'greet', arguments: [{ name: 'name', description: 'A name.', required: false }] }],
    })
  })

  it('return a message with the declared values', async () => {
    const text = (of: object) => result('prompts/get', { name: 'greet', arguments: of })
    expect(await text({ name: 'Ada', other: '!' })).toMatchObject({
      messages: [{ role: 'user', content: { text: 'Greet Ada.' } }],
    })
    expect(await text({})).toMatchObject({ messages: [{ content: { text: 'Greet you.' } }] })
  })
})

describe('MCP resources', () => {
  it('are listed as templates', async () => {
    const { operation: _, ...listed } = note
    expect(await result('resources/templates/list')).toMatchObject({ resourceTemplates: [listed] })
    expect(await result('resources/list')).toMatchObject({ resources: [] })
  })

  it('are read by their URI, marked as data of users', async () => {
    const { contents } = await result('resources/read', { uri: 'note://note%201' })
    const [{ text, ...content }] = contents as [{ text: string }]
    expect(content).toEqual({ uri: 'note://note%201', mimeType: 'application/json' })
    expect(JSON.parse(text)).toEqual({ notice: expect.any(String), data: { id: 'note 1', text: 'a', revision: 1 } })
  })

  it.each(['note://none', 'other://1', 'note://', 'no uri'])('are not found at %s', async (uri) => {
    const { body } = await server.request('resources/read', { uri })
    expect(body).toMatchObject({ error: { code: -32602 } })
  })

  it('are those of queries with the variables of the template', () => {
    const create = (resource: object) => () => createWith({ resources: [{ ...note, ...resource }] })
    expect(create({ operation: 'notes.update' })).toThrow('notes.update is not a query')
    expect(create({ uriTemplate: 'note://{id}' })).toThrow('notes.get has no field id')
  })
})

describe('an operation', () => {
  const tool = { name: 'watch', effect: 'reads', description: 'For tests.' }
  const named = (name: string) => server.notes.operations.find((operation) => operation.name === name)
  const withTool = (name: string, changes: object = {}) => {
    const operation = named(name)
    return { operations: [{ ...operation, ...changes, metadata: { ...operation?.metadata, tool } }] }
  }

  it('that is a stream cannot be a tool', () => {
    expect(() => createWith(withTool('notes.watch'))).toThrow('notes.watch: a stream cannot be a tool')
  })

  it('cannot have the field that tools add', () => {
    const input = named('notes.list')?.input.safeExtend({ detail: named('notes.get')?.input.shape.noteId as never })
    expect(() => createWith(withTool('notes.list', { input }))).toThrow(
      'notes.list: the field detail is added by its tool',
    )
  })
})

function createWith(options: object) {
  return createMcp({ ...server.notes, ...options } as never)
}
