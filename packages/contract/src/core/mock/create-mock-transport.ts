import { nested } from '../nested.js'
import { type Operation, operations as operationsOf } from '../operations.js'
import { ownerParameter } from '../owner.js'
import { parseInput } from '../parse-input.js'
import type { ErrorTable } from '../problem.js'
import type { AppRouter } from '../route.js'
import { exampleOf } from './example-of.js'
import { findOperation, readInput } from './find-operation.js'
import { outputProblem, problemOf, problemResponse as problemResponseOf, toResponse } from './mock-responses.js'
import { createMockStreams, type MockStreams } from './mock-stream.js'
import type { MockBehavior, MockCall, MockFailure, MockTransport } from './mock-transport.js'
import { createTokenIssuer } from './token-issuer.js'

interface MockOptions<C extends AppRouter> {
  readonly contract: C
  readonly errors: ErrorTable
}

/**
 * Returns a transport for tests of a client. It validates input by the contract's schemas, as the server does, and responds with
 * their examples, with fields of the input in their place. It accepts every token that it has not expired, and stores nothing.
 */
export function mockTransportOf<C extends AppRouter>({ contract, errors }: MockOptions<C>): MockTransport<C> {
  const operations = operationsOf(contract)
  const behaviors = new Map<string, MockBehavior>(operations.map(({ name }) => [name, {}]))
  const calls: MockCall[] = []
  const tokens = createTokenIssuer()
  const streams = new Map<string, MockStreams>()
  for (const operation of operations) {
    const paged = operations.find(({ name }) => name === operation.metadata.streams)
    if (paged) streams.set(operation.name, createMockStreams(operation, paged))
  }
  const of = (name: string) => behaviors.get(name) as MockBehavior // every operation has one
  const problemResponse = (failure: MockFailure & { readonly code: string }) => problemResponseOf(errors, failure)

  async function respond(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const found = findOperation(operations, { method: request.method, path: url.pathname })
    if (!('operation' in found)) return problemResponse({ code: found.length > 0 ? 'method_not_allowed' : 'not_found' })
    const { operation, fields } = found
    const behavior = of(operation.name)
    if (behavior.ms !== undefined) await wait(behavior.ms, request.signal)
    if (tokens.isExpired(operation, request.headers)) return problemResponse({ code: 'token_expired' })
    const body = await request.text()
    const input = readInput(operation, fields, { url, headers: request.headers, body })
    if (!input) return problemResponse({ code: 'invalid_json' })
    const parsed = parseInput(operation, input)
    if (!parsed.success) return problemResponse({ code: 'invalid_input', errors: parsed.errors })
    calls.push({ operation: operation.name, input: parsed.input, headers: request.headers })
    const { failure } = behavior
    if (failure && failure.left-- > 0) {
      if (failure.code === 'unreachable') throw new TypeError('fetch failed')
      return problemResponse({ ...failure, code: failure.code })
    }
    const output =
      'output' in behavior
        ? await outputOf(behavior.output, parsed.input)
        : tokens.withNewTokens(operation, exampleFor(operation, parsed.input))
    const invalid = outputProblem(operation, output)
    // A thrown error would be a network failure, which clients retry.
    if (invalid) return problemResponse({ code: 'internal', detail: invalid })
    return streams.get(operation.name)?.open(output, request.signal) ?? toResponse(operation, parsed.input, output)
  }

  return {
    calls,
    fetch: (input, init) => respond(new Request(input, init)),
    // built by name, so the compiler cannot see its shape
    responses: nested(
      operations.map((operation) => {
        const { name } = operation
        const opened = streams.get(name)
        const response = responseOf(operation, of(name))
        return [name, { ...response, ...(opened && streamOf(operation, opened, errors)) }]
      }),
    ) as never,
    expire: tokens.expire,
    reset() {
      for (const behavior of behaviors.values()) for (const key of keysOf(behavior)) delete behavior[key]
      for (const opened of streams.values()) opened.end(undefined)
      calls.length = 0
    },
  }
}

function responseOf(operation: Operation, behavior: MockBehavior) {
  return {
    with(output: unknown) {
      const invalid = typeof output === 'function' ? undefined : outputProblem(operation, output)
      if (invalid) throw new TypeError(invalid)
      behavior.output = output
    },
    fails(code: string, { times = Number.POSITIVE_INFINITY, ...failure }: MockFailure = {}) {
      if (code !== 'unreachable' && !operation.errors.includes(code))
        throw new TypeError(`${operation.name} does not declare ${code}`)
      behavior.failure = { ...failure, code, left: times }
    },
    after(ms: number) {
      behavior.ms = ms
    },
  }
}

/** What can be done to the open streams of an operation. */
function streamOf(operation: Operation, streams: MockStreams, errors: ErrorTable) {
  return {
    sends(page: unknown) {
      const invalid = outputProblem(operation, page)
      if (invalid) throw new TypeError(invalid)
      streams.send(page)
    },
    ends(code?: string, failure: MockFailure = {}) {
      if (code !== undefined && !operation.errors.includes(code))
        throw new TypeError(`${operation.name} does not declare ${code}`)
      streams.end(code === undefined ? undefined : problemOf(errors, { ...failure, code }))
    },
  }
}

function keysOf(behavior: MockBehavior): (keyof MockBehavior)[] {
  return Object.keys(behavior) as (keyof MockBehavior)[]
}

function outputOf(output: unknown, input: unknown): unknown {
  return typeof output === 'function' ? output(input) : output
}

/** Returns the example with matching fields of the input in their place, if the result is valid. */
function exampleFor({ output, metadata }: Operation, input: Readonly<Record<string, unknown>>): unknown {
  if (!output) return undefined
  const file = metadata.responseFile?.[String(input.format)]
  if (file) return fileOf(exampleOf(file.schema))
  const example = exampleOf(output)
  if (typeof example !== 'object' || example === null) return example
  const given = Object.entries(input).filter(([field]) => field !== ownerParameter)
  const fields = [...Object.entries(lastPage), ...given].filter(([field]) => field in example)
  const changed = output.safeParse({ ...example, ...Object.fromEntries(fields) })
  return changed.success ? changed.data : example
}

/** A page of an example is the last one, so that iterating over all pages ends. */
const lastPage = { nextCursor: null, hasMore: false }

function fileOf(example: unknown): string {
  return typeof example === 'string' ? example : JSON.stringify(example)
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
