export { createTrpc, type TrpcHandler, type TrpcOptions } from './create-trpc.js'
export { createTrpcRouter, type TrpcContext, type TrpcRouterOptions } from './create-trpc-router.js'
