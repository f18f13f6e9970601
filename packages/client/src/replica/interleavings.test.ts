import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeOrigin } from '../../test/fake-tabs.js'
import { failure, fakeTaskServer } from '../../test/fake-task-server.js'
import { createReplica } from './create-replica.js'
import { memoryStore } from './store.js'

/** `TEST_REPLICA_SEEDS=1500` runs more. */
const seeds = Number(process.env.TEST_REPLICA_SEEDS ?? 100)
const steps = 30
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** Lets a user change two tasks in some tabs while requests take time and fail. Returns what differs in the end. */
async function run(seed: number, tabCount: number) {
  let state = seed
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  const pick = <T>(items: readonly T[]) => items[below(items.length)] as T
  vi.spyOn(Math, 'random').mockImplementation(() => below(1000) / 1000)
  const server = fakeTaskServer()
  const origin = fakeOrigin()
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, below(30)))
  let isReliable = false
  for (const when of ['before', 'after'] as const)
    server.intercepts[when] = async () => {
      await pause()
      if (!isReliable && below(6) === 0) failure('unreachable')
    }
  const store = { ...memoryStore(), ...(tabCount > 1 && { sharedName: 'tasks' }) }
  const openTab = async () => {
    const { navigator, BroadcastChannel } = origin.globalsOf({})
    vi.stubGlobal('navigator', navigator)
    vi.stubGlobal('BroadcastChannel', BroadcastChannel)
    const replica = createReplica(server.client, { userId: 'ada', store })
    const stop = replica.start()
    await vi.dynamicImportSettled()
    vi.unstubAllGlobals()
    return { ...replica, stop, status: () => replica.status }
  }
  const replicas: Awaited<ReturnType<typeof openTab>>[] = []
  while (replicas.length < tabCount) replicas.push(await openTab())
  const ids = [0, 1].map((index) => `0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a7${index}`)
  const log: string[] = []
  const created = new Set<string>()
  for (let step = 0; step < steps; step++) {
    const tab = below(tabCount)
    const replica = replicas[tab] as (typeof replicas)[number]
    const taskId = pick(ids)
    const shown = replica.tasks.get({ taskId })
    const actions: [string, () => unknown][] = shown
      ? [
          ['title', () => replica.tasks.update({ taskId, title: pick(['x', 'y', 'z']) })],
          ['tags', () => replica.tasks.update({ taskId, tags: pick([[], ['a'], ['a', 'b']]) })],
          ['complete', () => replica.tasks.complete({ taskId, completed: below(2) === 0 })],
          ['remove', () => replica.tasks.remove({ taskId })],
          ['undo', () => replica.undo()],
        ]
      : [
          [
            'create',
            () => {
              if (created.has(taskId)) return undefined
              created.add(taskId)
              return replica.tasks.create({ id: taskId, title: pick(['x', 'y', 'z']) })
            },
          ],
          ['undo', () => replica.undo()],
        ]
    const [name, act] = pick(actions)
    Promise.resolve(act()).catch((error) => error.code === 'conflict' || log.push(`${error}`))
    log.push(`${tab} ${taskId.at(-1)} ${name}`)
    await wait(pick([0, 0, 5, 20, 100, 1000]))
    if (tabCount > 1) await wait(5) // the other tab shows the change
  }
  const summary = (tasks: readonly { id: string; title: string; tags: readonly string[]; completed: boolean }[]) =>
    tasks
      .map(({ id, title, tags, completed }) => `${id.at(-1)} ${title} ${tags} ${completed}`)
      .sort()
      .join('; ')
  const wanted = summary((replicas[0] as (typeof replicas)[number]).tasks.list())
  isReliable = true
  await wait(120_000)
  const onServer = summary([...server.tasks.values()].filter(({ deletedAt }) => deletedAt === null))
  const shown = replicas.map(({ tasks }) => summary(tasks.list()))
  const statuses = replicas.map(({ status }) => status())
  for (const { stop } of replicas) stop()
  await wait(1000)
  return { log, wanted, onServer, shown, statuses }
}

describe.each([1, 2])('the changes of one user in %i tabs', (tabCount) => {
  it('all arrive, in their order, however requests are delayed or lost', { timeout: 120_000 }, async () => {
    for (let seed = 0; seed < seeds; seed++) {
      const { log, wanted, onServer, shown, statuses } = await run(seed, tabCount)
      const context = `seed ${seed}\n${log.join('\n')}`
      expect(onServer, context).toBe(wanted)
      for (const tasks of shown) expect(tasks, context).toBe(wanted)
      for (const { pending, conflicts, refused } of statuses)
        expect({ pending, conflicts, refused }, context).toEqual({ pending: 0, conflicts: 0, refused: 0 })
    }
  })
})
