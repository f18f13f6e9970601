/**
 * Types that inferred types contain. Each entry point exports them, so that declarations of a project that depends on this package
 * only can name them.
 */
export type {
  AppRoute,
  AppRouter,
  CallArguments,
  CalledKey,
  CallInput,
  Contract,
  ErrorCode,
  ErrorCodeOf,
  FieldError,
  Kind,
  Output,
  Problem,
} from '@taskpact/contract'
export type * from '@taskpact/contract/interfaces'
export type { ApiError, ClientErrorCode } from './api-error.js'
export type { CallOptions, Client, ErrorOf, LiveMethod, Method } from './create-client.js'
export type { Live, LiveOptions, WithLive } from './live/live.js'
export type { LiveStatus } from './live/states.js'
