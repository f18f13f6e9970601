import { type Contract, contract as taskpact } from '../../contract.js'
import type { ErrorCode } from '../../errors.js'
import { nested } from '../nested.js'
import { type Operation, operations as operationsOf } from '../operations.js'
import { parseInput } from '../parse-input.js'
import type { AppRouter } from '../route.js'
import { exampleOf } from './example-of.js'
import { findOperation, readInput } from './find-operation.js'
import { problemResponse, refusalOf, toResponse } from './mock-responses.js'
import type { MockCall, MockFailure, MockTransport, Told } from './mock-transport.js'

/**
 * A transport for tests of what uses a client: `createClient({ baseUrl, fetch: createMockTransport().fetch })`. Input is judged by the
 * contract's schemas, as the server does; answers are made of their examples, with what the input gives in its place. It knows no
 * user and keeps no data: every token is good, and a task that is created is not found in the list.
 */
export function createMockTransport(): MockTransport
export function createMockTransport<C extends AppRouter>(contract: C): MockTransport<C>
export function createMockTransport(contract: AppRouter = taskpact): MockTransport<Contract> {
  const operations = operationsOf(contract)
  const told = new Map<string, Told>(operations.map(({ name }) => [name, {}]))
  const calls: MockCall[] = []
  const of = (name: string) => told.get(name) as Told // there is one for each

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const found = findOperation(operations, { method: request.method, path: url.pathname })
    if (!('operation' in found)) return problemResponse({ code: found.length > 0 ? 'method_not_allowed' : 'not_found' })
    const { operation, fields } = found
    const tell = of(operation.name)
    if (tell.ms !== undefined) await wait(tell.ms, request.signal)
    const body = await request.text()
    const input = readInput(operation, fields, { url, headers: request.headers, body })
    if (!input) return problemResponse({ code: 'invalid_json' })
    const parsed = parseInput(operation, input)
    if (!parsed.success) return problemResponse({ code: 'invalid_input', errors: parsed.errors })
    calls.push({ operation: operation.name, input: parsed.input, headers: request.headers })
    const { failure } = tell
    if (failure && failure.left-- > 0) {
      if (failure.code === 'unreachable') throw new TypeError('fetch failed')
      return problemResponse({ ...failure, code: failure.code })
    }
    const made = 'output' in tell ? await outputOf(tell.output, parsed.input) : exampleFor(operation, parsed.input)
    const refusal = refusalOf(operation, made)
    // Thrown here, it would be a transport that broke down, which clients try again.
    return refusal ? problemResponse({ code: 'internal', detail: refusal }) : toResponse(operation, parsed.input, made)
  }

  return {
    calls,
    fetch: (input, init) => answer(new Request(input, init)),
    // built by name, so the compiler cannot see its shape
    answers: nested(operations.map((operation) => [operation.name, answersOf(operation, of(operation.name))])) as never,
    reset() {
      for (const tell of told.values()) for (const key of keysOf(tell)) delete tell[key]
      calls.length = 0
    },
  }
}

function answersOf(operation: Operation, tell: Told) {
  return {
    with(output: unknown) {
      const refusal = typeof output === 'function' ? undefined : refusalOf(operation, output)
      if (refusal) throw new TypeError(refusal)
      tell.output = output
    },
    fails(code: ErrorCode | 'unreachable', { times = Number.POSITIVE_INFINITY, ...failure }: MockFailure = {}) {
      if (code !== 'unreachable' && !operation.errors.includes(code))
        throw new TypeError(`${operation.name} does not declare ${code}`)
      tell.failure = { ...failure, code, left: times }
    },
    after(ms: number) {
      tell.ms = ms
    },
  }
}

function keysOf(tell: Told): (keyof Told)[] {
  return Object.keys(tell) as (keyof Told)[]
}

function outputOf(output: unknown, input: unknown): unknown {
  return typeof output === 'function' ? output(input) : output
}

/** The example, with the fields of the input that the output has too, where it is then still allowed. */
function exampleFor({ output, metadata }: Operation, input: Readonly<Record<string, unknown>>): unknown {
  if (!output) return undefined
  const file = metadata.sends?.[String(input.format)]
  if (file) return fileOf(exampleOf(file.schema))
  const example = exampleOf(output)
  if (typeof example !== 'object' || example === null) return example
  const given = Object.entries(input).filter(([field]) => field !== 'userId' && field in example)
  const changed = output.safeParse({ ...example, ...Object.fromEntries(given) })
  return changed.success ? changed.data : example
}

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
