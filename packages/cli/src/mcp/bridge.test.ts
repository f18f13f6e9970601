import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type McpServer, meta, startMcpServer } from '../../test/mcp-server.js'
import { type Cli, openCli, resultOf } from '../../test/run-cli.js'
import type { Message } from './message.js'

let cli: Cli
let server: McpServer
beforeAll(async () => {
  cli = await openCli({ TASKPACT_TOKEN: 'tpt_valid' })
  return () => cli.close()
})
beforeEach(async () => {
  server = await startMcpServer()
})
afterEach(() => server.close())

/** Runs the bridge with these messages on stdin, and returns the messages on stdout. */
async function exchange(messages: readonly (object | string)[], args: readonly string[] = [], env = {}) {
  const stdin = messages.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n')
  const { code, stdout, stderr } = await cli.run(['mcp', '--url', server.url, ...args], { stdin, env })
  expect(code, stderr).toBe(0)
  const lines = stdout.split('\n')
  expect(lines.pop()).toBe('')
  const responses: Message[] = lines.map((line) => JSON.parse(line))
  return { responses, stderr, byId: new Map(responses.map((response) => [response.id, response])) }
}

const request = (id: number | string, method: string, params: object = {}) => ({ jsonrpc: '2.0', id, method, params })

describe('taskpact mcp', () => {
  it('passes on requests and responses, with the headers of each, and nothing for notifications', async () => {
    const { responses, byId } = await exchange([
      request(1, 'tools/list', { _meta: meta }),
      request('two', 'resources/read', { uri: 'task://1', _meta: meta }),
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      request(3, 'unknown/method'),
    ])

    expect(responses).toHaveLength(3)
    expect(byId.get(1)?.result?.tools).toHaveLength(3)
    expect(byId.get('two')?.result).toEqual({ contents: [] })
    expect(byId.get(3)?.error).toMatchObject({ code: -32601 })
    expect(server.received).toHaveLength(4)
  })

  it('sends the version that initialize negotiated', async () => {
    const child = cli.start(['mcp', '--url', server.url])
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
    child.stdin?.write(`${JSON.stringify(request(1, 'initialize', { protocolVersion: '2025-06-18' }))}\n`)
    await once(lines, 'line')
    child.stdin?.end(`${JSON.stringify(request(2, 'tools/list'))}\n`)

    expect((await resultOf(child)).code).toBe(0)
    expect(server.received.map(({ headers }) => headers['mcp-protocol-version'])).toEqual([undefined, '2025-06-18'])
  })

  it('writes each message of an event stream as one line', async () => {
    const { responses } = await exchange([request(1, 'tools/call', { name: 'list_tasks', _meta: meta })])

    expect(responses).toMatchObject([
      { method: 'notifications/progress' },
      { id: 1, result: { content: [{ text: 'a\u2028b' }] } },
    ])
  })

  it('repeats a call whose response was lost, with the same key', async () => {
    const { responses } = await exchange([
      request(1, 'tools/call', { name: 'create_task', _meta: meta }),
      request(2, 'tools/call', { name: 'create_task', _meta: { ...meta, 'io.taskpact/idempotencyKey': 'mine' } }),
    ])

    expect(responses.map(({ result }) => result)).toEqual(
      Array(2).fill({ content: [{ type: 'text', text: 'created' }] }),
    )
    expect(server.received).toHaveLength(4)
    expect([...server.keys]).toEqual(expect.arrayContaining(['mine', expect.stringMatching(/^[\da-f-]{36}$/)]))
    expect(server.keys.size).toBe(2)
  })

  it('aborts a request that is cancelled, which gets no response, while others proceed', async () => {
    const child = cli.start(['mcp', '--url', server.url])
    const send = (message: object) => child.stdin?.write(`${JSON.stringify(message)}\n`)
    send(request(1, 'tools/call', { name: 'wait', _meta: meta }))
    while (server.received.length === 0) await setTimeout(20)
    send(request(2, 'tools/list', { _meta: meta }))
    send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })
    child.stdin?.end()

    const { code, stdout } = await resultOf(child)
    await server.cancelled
    expect({
      code,
      ids: stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    }).toEqual({ code: 0, ids: [2] })
  })

  it('responds with an error to what the server refuses, and to what is not a message', async () => {
    const { byId } = await exchange([request(7, 'tools/list'), '{', '[]'], [], { TASKPACT_TOKEN: 'tpt_wrong' })

    expect(byId.get(7)?.error).toMatchObject({
      message: expect.stringMatching(/^invalid_token: .*taskpact login --url http/),
    })
    expect(byId.get(null)?.error).toMatchObject({ code: expect.any(Number) })
  })

  it('responds with an error if the server is not reachable', async () => {
    await server.close()
    const { byId } = await exchange([request(1, 'tools/list')])

    expect(byId.get(1)?.error).toMatchObject({ message: expect.stringContaining(server.url) })
  })

  it('hides and refuses tools that may change data with --read-only', async () => {
    const { byId } = await exchange(
      [
        request(1, 'tools/list', { _meta: meta }),
        request(2, 'tools/call', { name: 'create_task', _meta: meta }),
        request(3, 'tools/call', { name: 'wait', _meta: meta }),
        request(4, 'tools/call', { name: 'list_tasks', _meta: meta }),
      ],
      ['--read-only'],
    )

    expect(byId.get(1)?.result?.tools).toEqual([{ name: 'list_tasks', annotations: { readOnlyHint: true } }])
    expect([byId.get(2)?.error, byId.get(3)?.error]).toEqual(
      Array(2).fill({ code: -32602, message: expect.stringContaining('--read-only') }),
    )
    expect(byId.get(4)?.result).toBeDefined()
    expect(server.keys.size).toBe(0)
  })

  it('reports why the list of tools is missing with --read-only', async () => {
    const call = request(1, 'tools/call', { name: 'list_tasks' })
    const { byId } = await exchange([call], ['--read-only'], { TASKPACT_TOKEN: 'tpt_wrong' })

    expect(byId.get(1)?.error).toMatchObject({ message: expect.stringMatching(/^invalid_token: /) })
  })

  it('exits with 4 without a token', async () => {
    const { code, stderr } = await cli.run(['mcp', '--url', server.url], { env: { TASKPACT_TOKEN: '' } })

    expect([code, stderr]).toEqual([4, expect.stringContaining('taskpact login')])
  })
})
