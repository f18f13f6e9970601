export {
  createTrpcHandler,
  type TrpcHandlerOptions,
} from './create-trpc-handler.js'
export {
  createTrpcRouter,
  type TrpcContext,
  type TrpcOptions,
} from './create-trpc-router.js'
