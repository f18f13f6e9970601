export type { AuditLine } from './accounts/audit.js'
export { type Auth, type AuthOptions, createAuth } from './accounts/auth.js'
export type { IssuerOptions } from './accounts/external-token.js'
export { openKeys } from './accounts/jwks.js'
export { type PasswordCost, passwordQueue, usualCost } from './accounts/password.js'
export type { FailureLimits } from './accounts/throttle.js'
export type { Allowance, Caller, Client, Context, Handler, Keeper, Service, UserContext } from './context.js'
export { createService, type ServiceOptions } from './create-service.js'
export type { IdentifiedCall } from './identified-call.js'
export { type CreateLimiter, createMemoryLimiter, type Limiter, type LimiterOptions, refusalOf } from './limiter.js'
export { networkOf } from './network.js'
export {
  type Answer,
  type Call,
  createPerform,
  type Interceptor,
  type Perform,
  type PerformOptions,
} from './perform.js'
export { invalidInput, ServiceError } from './service-error.js'
export { isStream, Streamed } from './streamed.js'
export { type PurgeOptions, purge } from './tasks/purge.js'
