import { type Problem, Problem as ProblemSchema, type SignedIn } from '@taskpact/contract'
import { json, jsonType, type Options, sendTo } from '@taskpact/testing'
import type { Server } from '../../src/server.js'
import { operationNamed } from './session-calls.js'

export const httpTransports = ['REST', 'tRPC'] as const
export type HttpTransport = (typeof httpTransports)[number]

/** A response in the same form for both transports. */
export interface CookieResponse {
  readonly status: number
  readonly text: string
  /** The cookies of the session. */
  readonly cookies: readonly string[]
  /** The cookies of the device. */
  readonly deviceCookies: readonly string[]
  readonly value: unknown
  readonly problem: Problem | undefined
}

/** Returns a function that calls an operation with headers that a page could not set with `fetch`. */
export function postTo(server: () => Server, transport: HttpTransport) {
  return async (name: string, body: unknown, headers: Record<string, string> = {}): Promise<CookieResponse> => {
    const { route, kind } = operationNamed(name)
    const path = transport === 'REST' ? route.path : `/trpc/${name}`
    const method = transport === 'REST' ? route.method : kind === 'query' ? 'GET' : 'POST'
    const empty = method === 'GET' ? headers : { ...jsonType, 'content-length': 0, ...headers }
    const options: Options = body === undefined ? { headers: empty } : json(body, headers)
    const response = await sendTo(server)(path, { method, ...options })
    const { result, error } = (transport === 'tRPC' ? response.body : {}) as Envelope
    const failed = transport === 'REST' ? (response.status >= 400 ? response.body : undefined) : error?.data.problem
    const cookies = response.headers['set-cookie'] ?? []
    const isOfDevice = (cookie: string) => /^(__Host-)?device(-cross-site)?=/.test(cookie)
    return {
      status: response.status,
      text: response.text,
      cookies: cookies.filter((cookie) => !isOfDevice(cookie)),
      deviceCookies: cookies.filter(isOfDevice),
      value: transport === 'REST' ? response.body : result?.data,
      problem: failed === undefined ? undefined : ProblemSchema.parse(failed),
    }
  }
}

interface Envelope {
  readonly result?: { readonly data?: unknown }
  readonly error?: { readonly data: { readonly problem: unknown } }
}

export interface Cookie {
  readonly name: string
  readonly value: string
  /** The attributes by name in lower case. */
  readonly attributes: Readonly<Record<string, string | true>>
}

/** Returns the cookie that a response sets. Throws unless there is exactly one. */
export function onlyCookie({ cookies, text }: Pick<CookieResponse, 'cookies' | 'text'>): Cookie {
  const [only, ...more] = cookies
  if (only === undefined || more.length > 0) throw new Error(`${cookies.length} cookies came with: ${text}`)
  const [pair = '', ...attributes] = only.split(/; */)
  const [name = '', value = ''] = splitAt(pair)
  return {
    name,
    value,
    attributes: Object.fromEntries(
      attributes.map(splitAt).map(([key = '', is]) => [key.toLowerCase(), is ?? true] as const),
    ),
  }
}

function splitAt(text: string): [string, string | undefined] {
  const at = text.indexOf('=')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

export function tokenIn({ value }: CookieResponse): string {
  return (value as SignedIn).token
}
