export { ApiError, type ClientErrorCode } from './api-error.js'
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  createClientOf,
} from './create-client.js'
export type { ClientRoute, RouteTable } from './route-table.js'
export { toRouteTable } from './to-route-table.js'
