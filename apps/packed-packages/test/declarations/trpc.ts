import { createTrpcClient, type TrpcRouter } from '@taskpact/client/trpc'

export const trpc = createTrpcClient({ baseUrl: 'https://tasks.example.org' })
export const tasks = trpc.tasks
export const list = trpc.tasks.list
export const created = trpc.tasks.create.mutate({ title: 'Buy milk' })
export type Router = TrpcRouter

export class Store {
  readonly trpc = createTrpcClient({ baseUrl: 'https://tasks.example.org' })
}

// biome-ignore lint/style/noDefaultExport: other projects have default exports
export default trpc
