import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contract } from './contract.js'
import { exampleOf } from './core/mock/example-of.js'
import { operations } from './core/operations.js'
import { type ErrorCode, errors, Problem } from './errors.js'
import { createMockTransport, type MockResponse, type MockTransport } from './mock.js'

const all = operations(contract)
const base = 'https://tasks.example.org'

/** Builds a plain HTTP request from the examples of the input. */
function request({ route, input, places, takesBody, metadata }: (typeof all)[number]): Request {
  const sample = Object.fromEntries(
    Object.entries(input.shape).map(([field, schema]) => [field, exampleOf(schema as never)]),
  )
  const path = route.path.replace(/:(\w+)/g, (_, field) => encodeURIComponent(String(sample[field])))
  const inBody = Object.entries(sample).filter(
    ([field]) => places[field] === 'body' && input.shape[field]?.safeParse(undefined).success === false,
  )
  const body = takesBody && !metadata.requestFile ? { body: JSON.stringify(Object.fromEntries(inBody)) } : {}
  return new Request(base + path, {
    method: route.method,
    headers: { 'content-type': 'application/json' },
    ...(metadata.requestFile ? { body: '[]' } : body),
  })
}

describe.each(all.map((operation) => [operation.name, operation] as const))('mock of %s', (name, operation) => {
  const outputs = (mock: MockTransport<typeof contract>) =>
    name
      .split('.')
      .reduce((part, key) => (part as Record<string, unknown>)[key], mock.responses as unknown) as MockResponse<
      typeof contract.tasks.get
    >

  it('responds with a valid output', async () => {
    const mock = createMockTransport()

    const response = await mock.fetch(request(operation))

    expect(response.status).toBe(operation.status)
    const text = operation.kind === 'stream' ? await firstData(response) : await response.text()
    if (!operation.output) expect(text).toBe('')
    else if (!operation.metadata.responseFile)
      expect(operation.output.parse(JSON.parse(text))).toEqual(JSON.parse(text))
    expect(mock.calls.map(({ operation }) => operation)).toEqual([name])
  })

  it('fails with each declared code, and with no other', async () => {
    const mock = createMockTransport()
    for (const code of operation.errors) {
      outputs(mock).fails(code as never)
      const response = await mock.fetch(request(operation))

      expect(response.status).toBe(errors[code as ErrorCode].status)
      expect(Problem.parse(await response.json()).code).toBe(code)
    }
    expect(() => outputs(mock).fails('email_taken_by_nobody' as never)).toThrow(TypeError)
  })
})

describe('mock transport', () => {
  it('validates input by the contract', async () => {
    const send = (body: string) =>
      createMockTransport().fetch(`${base}/api/me/tasks`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      })

    const refused = Problem.parse(await (await send('{"title":""}')).json())
    expect(refused).toMatchObject({ code: 'invalid_input', errors: [{ in: 'body', pointer: '/title' }] })
    expect(Problem.parse(await (await send('{')).json()).code).toBe('invalid_json')
  })

  it.each([
    ['GET', '/nothing', 'not_found'],
    ['PUT', '/api/me/tasks', 'method_not_allowed'],
  ])('responds to %s %s as the server does: %s', async (method, path, code) => {
    const response = await createMockTransport().fetch(base + path, { method })

    expect(Problem.parse(await response.json()).code).toBe(code)
  })

  it('responds to a creation with the given id in lower case, as the server does', async () => {
    const response = await createMockTransport().fetch(`${base}/api/me/tasks`, {
      method: 'POST',
      body: JSON.stringify({ title: 'a', id: '6F9619FF-8B86-4D01-B42D-00CF4FC964FF' }),
      headers: { 'content-type': 'application/json' },
    })

    expect(await response.json()).toMatchObject({ title: 'a', id: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' })
  })
})

describe('mock without newer features of runtimes', () => {
  const missing = [
    [String.prototype, 'isWellFormed'],
    [globalThis, 'structuredClone'],
  ] as const
  const restored = missing.map(
    ([object, name]) => [object, name, Object.getOwnPropertyDescriptor(object, name)] as const,
  )
  beforeEach(() => {
    for (const [object, name] of missing) Reflect.deleteProperty(object, name)
  })
  afterEach(() => {
    for (const [object, name, property] of restored) if (property) Object.defineProperty(object, name, property)
  })

  it('validates text and responds with a copy of an example', async () => {
    const post = (title: string) =>
      createMockTransport().fetch(`${base}/api/me/tasks`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title }),
      })

    expect(await (await post('Käse 😀')).json()).toMatchObject({ title: 'Käse 😀' })
    expect(await (await post('\ud800')).json()).toMatchObject({ code: 'invalid_input' })
  })
})

/** Returns the data of the first event of a stream, and leaves it. */
async function firstData(response: Response): Promise<string> {
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? [])
    return /^data: (.*)$/m.exec(text)?.[1] ?? ''
  return ''
}
