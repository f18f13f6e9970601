import type { Service } from './context.js'

declare const service: Service

const { remove, ...withoutRemove } = service.tasks
void remove

// @ts-expect-error - a route without a handler
export const missing: Service = { ...service, tasks: withoutRemove }

export const wrong: Service['tasks'] = {
  ...service.tasks,
  // @ts-expect-error - a handler that gives something else than the contract says
  get: async () => ({ id: 5 }),
}

export const caller: Service['tasks']['get'] = (input, { caller }) => {
  // @ts-expect-error - the contract has no such field
  void input.nonsense
  const userId: string = caller.userId // known without a check where the route needs a user
  return service.tasks.get({ ...input, userId }, { caller } as never)
}

// @ts-expect-error - a public route may have no caller
export const anonymous: Service['system']['health'] = async (_input, { caller }) => ({ status: caller.userId })
