import { get, type IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { errorCodes, errorTable, operations, type Problem, contract as taskpactContract } from '@taskpact/contract'
import { createDocument, taskpact, toJson, toMarkdown, toYaml } from '@taskpact/openapi'
import { expectProblem, sendTo, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { version } from '../../src/config/version.js'

let server: TestServer

const send = sendTo(() => server)

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.close())

/** Returns the body as it was sent. */
function fetchRaw(
  path: string,
  headers: Record<string, string>,
): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(new URL(path, server.url), { headers }, (response) => {
      buffer(response).then((body) => resolve({ headers: response.headers, body }), reject)
    }).on('error', reject)
  })
}

describe('API documents', () => {
  const document = createDocument(operations(taskpactContract), { ...taskpact, version })

  it('equal the documents generated from the contract', async () => {
    const asJson = await send('/openapi.json')
    const asYaml = await send('/openapi.yaml')

    expect(asJson).toMatchObject({ status: 200, text: toJson(document) })
    expect(asJson.headers['content-type']).toMatch(/^application\/json/)
    expect(asYaml).toMatchObject({ status: 200, text: await toYaml(document) })
    expect(asYaml.headers['content-type']).toMatch(/^application\/yaml/)
  })

  it('include one in OpenAPI 3.2, which describes the events of streams', async () => {
    const { status, text } = await send('/openapi-3.2.json')
    const { openapi, paths } = JSON.parse(text)

    expect([status, openapi]).toEqual([200, '3.2.0'])
    expect(paths['/api/{userId}/changes/live'].get.responses['200'].content['text/event-stream']).toEqual({
      itemSchema: {
        oneOf: [
          {
            type: 'object',
            required: ['event', 'data', 'id'],
            properties: expect.objectContaining({
              event: { const: 'changes' },
              data: {
                type: 'string',
                contentMediaType: 'application/json',
                contentSchema: { $ref: '#/components/schemas/ChangePage' },
              },
            }),
          },
          expect.objectContaining({ properties: expect.objectContaining({ event: { const: 'end' } }) }),
        ],
      },
    })
    const { get, ...others } = paths['/api/{userId}/changes']
    expect({ get, ...others }).toEqual(document.paths?.['/api/{userId}/changes'])
  })

  it('include the document as Markdown, at the URL of the page with .md appended', async () => {
    const markdown = await send('/docs.md')

    // The server gives the document its own URL, which the Markdown does not contain.
    expect(markdown).toMatchObject({ status: 200, text: toMarkdown(document) })
    expect(markdown.headers['content-type']).toBe('text/markdown; charset=utf-8')
  })

  it('include an overview for language models of at most 4 KB, compressed', async () => {
    const overview = await send('/llms.txt')

    expect(overview.status).toBe(200)
    expect(overview.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(gzipSync(overview.text).length).toBeLessThanOrEqual(4096)
    for (const { route } of operations(taskpactContract)) expect(overview.text).toContain(`[${route.summary}](`)
  })

  it.each(['/llms.txt', '/docs'])('are linked from %s, behind a proxy that strips a prefix too', async (path) => {
    const { text, headers } = await send(path)
    const inText = [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, reference]) => reference as string)
    const inHeader = [...String(headers.link ?? '').matchAll(/<([^>]*)>/g)].map(([, reference]) => reference as string)

    const paths = [...inText, ...inHeader].map((one) => new URL(one, `http://proxy.example/prefix${path}`).pathname)
    expect(paths).toEqual(expect.arrayContaining(['/prefix/docs.md', '/prefix/openapi.json']))
    for (const one of new Set(paths)) expect((await send(one.replace('/prefix', ''))).status, one).toBe(200)
  })

  it.each(['GET', 'HEAD'])('%s / redirects to /docs', async (method) => {
    const { status, headers } = await send('/', { method })

    expect({ status, location: headers.location }).toEqual({ status: 302, location: 'docs' })
  })

  it.each(['POST', 'PUT', 'DELETE'])('%s / returns not_found', async (method) => {
    expectProblem(await send('/', { method }), 'not_found')
  })

  it('have an ETag and return 304 if unchanged', async () => {
    for (const path of ['/openapi.json', '/openapi.yaml', '/docs.md', '/llms.txt', '/docs', '/docs/errors/not_found']) {
      const first = await send(path)
      const { etag } = first.headers
      const again = await send(path, { headers: { 'if-none-match': `"other", ${etag}` } })
      const other = await send(path, { headers: { 'if-none-match': '"other"' } })

      expect(etag).toMatch(/^"[\w-]+"$/)
      expect(first.headers['cache-control']).toBe('no-cache')
      expect(again).toMatchObject({ status: 304, text: '', headers: { etag, 'cache-control': 'no-cache' } })
      expect(other).toMatchObject({ status: 200, text: first.text })
    }
  })

  it('are shown by a page that loads scripts and styles from its own origin only', async () => {
    const page = await send('/docs')
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, source]) => source as string)

    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/)
    expect(sources).toContainEqual(expect.stringMatching(/^docs\/scalar\.[0-9a-f]{16}\.js$/))
    for (const source of sources.filter((source) => !source.startsWith('data:'))) {
      const response = await send(`/${source}`)
      expect(response.status, source).toBe(200)
      expect(response.headers['content-type'], source).toMatch(/^text\/javascript/)
      expect(response.text.length, source).toBeGreaterThan(100)
    }
  })

  it('refer to each other by relative references, which work behind a proxy that strips a prefix', async () => {
    for (const path of ['/docs', '/docs/errors/not_found']) {
      const { text } = await send(path)
      const references = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, reference]) => reference as string)
      for (const reference of references.filter((one) => !one.startsWith('data:'))) {
        const { pathname } = new URL(reference, `http://proxy.example/prefix${path}`)
        expect(pathname).toMatch(/^\/prefix\/docs/)
        expect((await send(pathname.replace('/prefix', ''))).status, pathname).toBe(200)
      }
    }
  })

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)(
    'are compressed with %s if the client accepts it, with an ETag of their own',
    async (encoding, decompress) => {
      const headers = { 'accept-encoding': encoding }
      for (const path of ['/openapi.json', '/openapi.yaml', '/docs.md', '/llms.txt']) {
        const plain = await send(path)
        const response = await fetchRaw(path, headers)

        expect(response.headers['content-encoding']).toBe(encoding)
        expect(response.headers.vary).toMatch(/Accept-Encoding/)
        expect(response.headers.etag).not.toBe(plain.headers.etag)
        expect(response.body.length, path).toBeLessThan(plain.text.length / (path === '/llms.txt' ? 2 : 4))
        expect(decompress(response.body).toString()).toBe(plain.text)
        const again = await send(path, { headers: { ...headers, 'if-none-match': `${response.headers.etag}` } })
        expect(again.status).toBe(304)
      }
      expect((await fetchRaw('/openapi.json', { 'accept-encoding': `${encoding};q=0` })).headers).not.toHaveProperty(
        'content-encoding',
      )
    },
  )

  it('have a script that browsers can keep', async () => {
    const [, script] = /src="(docs\/scalar\.[^"]*)"/.exec((await send('/docs')).text) ?? []

    expect((await send(`/${script}`)).headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable' })
    expectProblem(await send('/docs/scalar.0123456789abcdef.js'), 'not_found')
  })

  it.each(errorCodes)('include a page for the error code %s', async (code) => {
    const page = await send(`/docs/errors/${code}`)

    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(page.text).toContain(`<code>${code}</code>`)
    expect(page.text).toContain(String(errorTable[code].status))
    expect(page.text).toContain(errorTable[code].title)
    expect(page.text).toContain('What to do')
    for (const { name, errors } of operations(taskpactContract)) {
      expect(page.text.includes(`<code>${name}</code>`), name).toBe(errors.includes(code))
    }
  })

  it('are linked from a problem by its type', async () => {
    const { body } = await send('/nothing')

    expect((await send(new URL((body as Problem).type, server.url).pathname)).status).toBe(200)
  })
})
