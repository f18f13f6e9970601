export {
  createTrpcHandlers,
  type TrpcHandlerOptions,
} from './create-trpc-handlers.js'
export {
  createTrpcRouter,
  type TrpcContext,
  type TrpcOptions,
} from './create-trpc-router.js'
