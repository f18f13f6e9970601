import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { json, sendTo, startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startCollector } from '../operations/tracing/collector.js'
import { createToken } from './token-calls.js'

let server: TestServer
let ada: User
const statements: string[] = []
beforeAll(async () => {
  server = await startTestServer({ env: { RATE_LIMIT_READ: '100' }, onQuery: (text) => void statements.push(text) })
})
afterAll(() => server?.close())
beforeEach(async () => {
  ada = await server.signUp()
})

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('K8: a personal access token that uses up its limit', () => {
  it('does not refuse its owner to wait for changes', async () => {
    const { token, id } = await createToken(ada, ['tasks:read'])
    const { nextCursor: since } = await ada.value<{ nextCursor: string }>('tasks.changes')
    const wait = () => server.by('in-process').call('tasks.changes', { since, wait: 10 }, token)
    const waiting = Array.from({ length: 20 }, wait)
    await pause(500)
    const own = await ada.call('tasks.changes', { since, wait: 1 })
    await ada.value('auth.tokens.revoke', { tokenId: id })
    await ada.value('tasks.create', { title: 'Ends the others' })
    await Promise.all(waiting)

    expect(own).toMatchObject({ ok: true })
  })

  it('does not end the streams of its owner', async () => {
    const { token } = await createToken(ada, ['tasks:read'])
    const open = async (bearer: string) => {
      const stream = new AbortController()
      const headers = { authorization: `Bearer ${bearer}` }
      const { body } = await fetch(`${server.url}/api/me/changes/live`, { headers, signal: stream.signal })
      return { body, close: () => stream.abort() }
    }
    const own = await open(ada.token)
    let text = ''
    const reading = own.body?.pipeThrough(new TextDecoderStream()).pipeTo(
      new WritableStream({
        write(part) {
          text += part
        },
      }),
    )
    const others = await Promise.all(Array.from({ length: 20 }, () => open(token)))
    await pause(500)
    for (const { close } of [own, ...others]) close()
    await reading?.catch(() => {})

    expect(text).not.toContain('event: end')
  })
})

describe('K5: invented tokens', () => {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const inBase62 = (value: bigint, length: number) => {
    let text = ''
    for (let rest = value; text.length < length; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text
    return text
  }
  /** A token that was not issued: its checksum needs no key. */
  const invented = () => {
    const secret = inBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), 43)
    return `tpt_${secret}${inBase62(BigInt(crc32(secret)), 6)}`
  }

  it.each(['/api/me/tasks', '/trpc/tasks.list', '/mcp'])(
    'with a checksum cause at most 100 queries a minute: %s',
    async (path) => {
      statements.length = 0
      const options = path === '/mcp' ? { method: 'POST', ...json({ jsonrpc: '2.0', id: 1, method: 'ping' }) } : {}
      for (let n = 0; n < 150; n++) await server.send(path, { token: invented(), ...options })

      expect(statements.filter((text) => /access_tokens/.test(text)).length).toBeLessThanOrEqual(100)
    },
  )
})

it('K4: a trace has no byte of a token that was sent in the path instead of its id', async () => {
  const collector = await startCollector()
  const traced = await startTestServer({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } })
  const user = await traced.signUp()
  const { token } = await createToken(user, ['tasks:read'])
  const send = sendTo(() => traced)
  await send(`/api/auth/tokens/${token}`, { method: 'DELETE', token: user.token })
  await send('/api/me/tasks', { token })
  await send('/api/auth/refresh', { method: 'POST', ...json({ refreshToken: token }) })
  await traced.close()
  await collector.close()

  const attributes = collector.spans.flatMap((span) => Object.entries(span.attributes))
  expect(attributes.length).toBeGreaterThan(10)
  expect(attributes.filter(([, value]) => String(value).includes(token.slice(4)))).toEqual([])
})
