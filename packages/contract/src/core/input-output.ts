import type * as z from 'zod'
import type { headerParameters } from './header-parameters.js'
import type { ownerParameter } from './owner.js'
import type { AppRoute } from './route.js'

type Simplify<T> = { [K in keyof T]: T[K] } & {}

type Taken<S> = z.output<S>
type Given<S> = z.input<S>
type Part<R, P extends string> = P extends keyof R ? R[P] : undefined

type Owner = typeof ownerParameter

/** The owner is optional: it defaults to the caller. */
type ForSelf<T> = T extends { [K in Owner]: string } ? Omit<T, Owner> & { [K in Owner]?: string | undefined } : T

type SuccessStatus = 200 | 201 | 202 | 204
type SuccessOf<R extends AppRoute> = R['responses'][Extract<keyof R['responses'], SuccessStatus>]

/** The input fields that metadata declares. */
type IfMatch<R> = R extends { metadata: { concurrency: 'revision' } }
  ? { ifMatch?: z.output<typeof headerParameters.ifMatch.schema> }
  : unknown
type IdempotencyKey<R> = R extends { metadata: { idempotency: 'key' } }
  ? { idempotencyKey?: z.output<typeof headerParameters.idempotencyKey.schema> }
  : unknown

type LastEventId<R> = R extends { metadata: { streams: string } }
  ? { lastEventId?: z.output<typeof headerParameters.lastEventId.schema> }
  : unknown

/** The flat input of a handler: the converted fields of path, query and body, and the expected revision. */
export type Input<R extends AppRoute> = Simplify<
  Taken<Part<R, 'pathParams'>> & Taken<Part<R, 'query'>> & Taken<Part<R, 'body'>> & IfMatch<R>
>

/** The flat input of a call. */
export type CallInput<R extends AppRoute> = Simplify<
  ForSelf<Given<Part<R, 'pathParams'>>> &
    Given<Part<R, 'query'>> &
    Given<Part<R, 'body'>> &
    IfMatch<R> &
    IdempotencyKey<R> &
    LastEventId<R>
>

/** The output of a call; `undefined` if the success response has no body. */
export type Output<R extends AppRoute> = SuccessOf<R> extends { _zod: { output: infer Value } } ? Value : undefined

/** A query reads; a mutation may write; a stream repeats a query. */
export type Kind<R extends AppRoute> = R extends { metadata: { streams: string } }
  ? 'stream'
  : R['method'] extends 'GET'
    ? 'query'
    : 'mutation'

/** A key of a contract, or never if it is that of a stream, which has neither a handler nor a method. */
export type CalledKey<C, K extends keyof C> = C[K] extends { metadata: { streams: string } } ? never : K

/** The arguments of a call. The input is optional if it has no required field. */
export type CallArguments<R extends AppRoute, O = never> =
  Record<never, never> extends CallInput<R>
    ? [input?: CallInput<R>, ...([O] extends [never] ? [] : [options?: O])]
    : [input: CallInput<R>, ...([O] extends [never] ? [] : [options?: O])]

/** The codes that a call can fail with, the same as `errors` of the operation at run time. */
export type ErrorCodeOf<R extends AppRoute> =
  | 'invalid_input'
  | 'request_timeout'
  | 'headers_too_large'
  | 'internal'
  | (R['responses'] extends { 204: unknown } ? never : 'not_acceptable')
  | (Part<R, 'body'> extends { _zod: unknown }
      ? 'invalid_json' | 'payload_too_large' | 'unsupported_media_type'
      : never)
  | (R extends { pathParams: { shape: { [K in Owner]: unknown } } } ? 'forbidden' : never)
  | Declared<R['metadata']>

type Declared<M> =
  | (M extends { access: 'user' }
      ? 'unauthenticated' | 'invalid_token' | 'token_expired' | 'insufficient_scope' | 'unavailable'
      : never)
  | (M extends { limit: 'none' } ? never : 'rate_limited')
  | (M extends { concurrency: 'revision' } ? 'revision_mismatch' : never)
  | (M extends { idempotency: 'key' } ? 'idempotency_key_reused' : never)
  | (M extends { errors: readonly (infer Code extends string)[] } ? Code : never)
