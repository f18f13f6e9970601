export { type AccessTokens, createAccessTokens } from './auth/access-token.js'
export type {
  Caller,
  Context,
  Handler,
  Service,
  UserContext,
} from './context.js'
export { createService, type ServiceOptions } from './create-service.js'
export {
  type Call,
  createPerform,
  type Interceptor,
  type Perform,
  type PerformOptions,
} from './perform.js'
export { invalidInput, ServiceError } from './service-error.js'
