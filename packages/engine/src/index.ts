export type { AnyStep, Call, CallRequest, CallState, Effects, Next, RateLimitStatus, Result, Step } from './call.js'
export { CallContext, type Surroundings } from './call-context.js'
export { canonicalJson } from './canonical-json.js'
export { clientNetwork } from './client-network.js'
export type {
  Caller,
  Client,
  Context,
  DeviceTokenStore,
  ExternalToken,
  Handler,
  RefreshTokenStore,
  Service,
  Streamable,
  TokenCookie,
  UserContext,
} from './context.js'
export { keyLifetime } from './idempotency.js'
export { limitOwner } from './limit-owner.js'
export type { EventSink, EventStream, StreamEvent, StreamSummary } from './live/event-stream.js'
export { createHub, type Hub, type HubOptions } from './live/hub.js'
export {
  afterAll,
  cursorOfAnotherEpoch,
  fromCursor,
  type List,
  newestFirst,
  type Page,
  readAll,
  readPage,
  toCursor,
} from './pagination.js'
export { createPerform, type Perform, type PerformOptions } from './perform.js'
export {
  type CreateLimiter,
  createMemoryLimiter,
  type Limiter,
  type LimiterOptions,
  toRateLimited,
} from './rate-limiter.js'
export type { ReplicaReads } from './replica-reads.js'
export { invalidInput, ServiceError, type ServiceErrorOptions } from './service-error.js'
export { createSnapshots, type SnapshotOptions, type Snapshots } from './snapshot.js'
export type { Identify, IdentifyContext, OnStep, StepName } from './steps.js'
export type { History, IdempotencyStore, KeyOwner, RevisionStore, StoredResult, Stores } from './stores.js'
export { isStream, Streamed } from './streaming.js'
export { inTransaction, type Transactional, type TransactionOptions } from './transaction.js'
export { newId } from './uuid.js'
