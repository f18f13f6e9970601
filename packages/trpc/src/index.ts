export { createTrpc, type Trpc, type TrpcServerOptions } from './create-trpc.js'
export {
  createTrpcRouter,
  type TrpcContext,
  type TrpcOptions,
} from './create-trpc-router.js'
