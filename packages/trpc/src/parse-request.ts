import { setImmediate as yieldToRequests } from 'node:timers/promises'
import { limits } from '@taskpact/contract/core'
import { ServiceError } from '@taskpact/engine'
import { parseJson, parseLongJson } from '@taskpact/engine/http'

/** One call of a request, by the path of its procedure. */
export interface ProcedureCall {
  readonly path: string
  /** Reads the input. Throws `invalid_json` if it is malformed. */
  readonly input: () => Promise<unknown>
}

export interface TrpcRequest {
  readonly isBatch: boolean
  readonly calls: readonly ProcedureCall[]
}

type ReadBody = (paths: readonly string[]) => Promise<string | undefined>

/**
 * Parses a request of tRPC: a batch lists its paths, separated by commas that may be percent-encoded, and its input maps the index
 * of each call to its input. The input is in the query string unless `readBody` is given. Throws `invalid_input` for a malformed path
 * and for too many calls. Nothing of the body is read yet.
 */
export function parseRequest(url: string, prefix: string, readBody?: ReadBody): TrpcRequest {
  const [pathname = '', ...rest] = url.split('?')
  const query = new URLSearchParams(rest.join('?'))
  const path = decoded(pathname.slice(prefix.length))
  const split = path.split(',')
  if (split.length > limits.batchCalls)
    throw new ServiceError('invalid_input', `A batch has at most ${limits.batchCalls} calls.`)
  const isBatch = query.get('batch') === '1'
  const paths = isBatch ? split : [path]

  async function readInputs(): Promise<unknown> {
    const text = readBody ? await readBody(paths) : query.get('input')
    if (!text) return undefined
    if (text.length <= limits.bodyBytes) return parseJson(text)
    const parsed = await parseLongJson(text)
    // Parsing a file takes up to 50 ms, and its validation follows.
    await yieldToRequests()
    return parsed
  }
  let inputs: Promise<unknown> | undefined
  const read = () => {
    inputs ??= readInputs()
    return inputs
  }
  return {
    isBatch,
    calls: paths.map((path, index) => ({
      path,
      input: async () => (isBatch ? at(index, await read()) : await read()),
    })),
  }
}

function at(index: number, inputs: unknown): unknown {
  if (inputs === undefined) return undefined
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs))
    throw new ServiceError(
      'invalid_json',
      'The input of a batch must be an object with the input of each call by index.',
    )
  return Object.hasOwn(inputs, index) ? (inputs as Record<number, unknown>)[index] : undefined
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new ServiceError('invalid_input', 'The path is not percent-encoded UTF-8.')
  }
}
