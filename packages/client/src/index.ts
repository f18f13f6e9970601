export type {
  AccountChanges,
  AuthEvent,
  AuthEventPage,
  Batch,
  BatchOperation,
  BatchResult,
  BatchResults,
  ChangePage,
  FieldErrorCode,
  ImportReport,
  NewTask,
  Priority,
  SessionList,
  SignedIn,
  SortOrder,
  Task,
  TaskChange,
  TaskChanges,
  TaskDue,
  TaskPage,
  TaskSort,
  TaskStats,
  TaskStatus,
  User,
} from '@taskpact/contract'
export { ApiError, type ClientErrorCode, isApiError } from './api-error.js'
export type { ContractVersion } from './contract-version.js'
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  createClientOf,
  type ErrorOf,
  isErrorOf,
} from './create-client.js'
export { createSession } from './create-session.js'
export { fieldErrors } from './field-errors.js'
export type { Deprecation, Hooks, RequestEvent, ResponseEvent } from './hooks.js'
export type * from './inferred-types.js'
export type { ClientRoute, RouteTable } from './route-table.js'
export type { SecondFactorStep, Session, SessionOptions, SessionStatus } from './session.js'
export { toRouteTable } from './to-route-table.js'
export type { TokenStore } from './token-store.js'
