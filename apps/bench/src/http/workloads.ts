import { marks, words } from '../data/vocabulary.js'
import type { Caller } from './fixture.js'
import type { Call } from './request.js'
import type { Feature } from './servers.js'

/** One kind of request, sent repeatedly. */
export interface Workload {
  readonly name: string
  /** The feature that a server needs for it. */
  readonly requires?: Feature
  readonly call: (caller: Caller, round: number) => Call
  /** Whether the requests are those of the typed client, with its headers and keys. */
  readonly byClient?: true
}

const list = (limit: number): Call => ({ operation: 'tasks.list', input: { limit } })
const taskId = ({ taskIds }: Caller, round: number) => taskIds[round % taskIds.length]

function newTask(round: number) {
  const at = (n: number) => words[(round * 31 + n * 7) % words.length]
  return {
    title: `${at(1)} ${at(2)} ${at(3)} ${round}`,
    description: Array.from({ length: 12 }, (_, n) => at(n)).join(' '),
    priority: 'high',
    tags: ['work', 'area-7'],
    dueDate: '2030-01-15',
  }
}

const search: Workload['call'] = () => ({ operation: 'tasks.list', input: { limit: 20, search: marks.common } })
const get: Workload['call'] = (caller, round) => ({ operation: 'tasks.get', input: { taskId: taskId(caller, round) } })
const create: Workload['call'] = (_, round) => ({ operation: 'tasks.create', input: newTask(round) })
const update: Workload['call'] = (caller, round) => ({
  operation: 'tasks.update',
  input: { taskId: taskId(caller, round), title: `Order bread ${round}`, priority: 'low' },
})
const complete: Workload['call'] = (caller, round) => ({
  operation: 'tasks.complete',
  input: { taskId: taskId(caller, round), completed: true },
})

// Sixteen of twenty calls are reads.
const day: readonly Workload['call'][] = [
  ...Array.from({ length: 10 }, () => () => list(20)),
  ...Array.from({ length: 5 }, () => get),
  search,
  create,
  create,
  update,
  complete,
]

export const workloads: readonly Workload[] = [
  { name: 'list 20', call: () => list(20) },
  { name: 'list 100', call: () => list(100) },
  { name: 'get', call: get },
  { name: 'create', call: create },
  {
    name: 'create with key',
    requires: 'idempotency',
    call: (caller, round) => ({ ...create(caller, round), keyed: true }),
  },
  { name: 'create by the typed client', requires: 'idempotency', call: create, byClient: true },
  { name: 'update', call: update },
  { name: 'complete', call: complete },
  { name: 'unchanged', requires: 'unchanged', call: () => ({ ...list(20), conditional: true }) },
  { name: 'mixed', call: (caller, round) => (day[(round * 7) % day.length] ?? get)(caller, round) },
  {
    name: 'batch of 50',
    requires: 'batch',
    call: (_, round) => ({
      operation: 'tasks.batch',
      input: { operations: Array.from({ length: 50 }, (_, n) => ({ op: 'create', ...newTask(round * 50 + n) })) },
    }),
  },
  { name: 'search', call: search },
]

/** Workloads with targets against every peer, measured in more rounds. */
export const targeted: readonly string[] = ['list 20', 'get', 'create', 'update']
