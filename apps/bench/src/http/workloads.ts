import { marks, words } from '../data/vocabulary.js'
import type { Caller } from './fixture.js'
import type { Call } from './request.js'
import type { Feature } from './servers.js'

/** One kind of request, sent again and again. */
export interface Workload {
  readonly name: string
  /** The feature that a server needs for it. */
  readonly requires?: Feature
  readonly call: (caller: Caller, turn: number) => Call
  /** Whether the requests are those of the typed client, with its headers and keys. */
  readonly byClient?: true
}

const list = (limit: number): Call => ({ operation: 'tasks.list', input: { limit } })
const taskId = ({ taskIds }: Caller, turn: number) => taskIds[turn % taskIds.length]

function newTask(turn: number) {
  const at = (n: number) => words[(turn * 31 + n * 7) % words.length]
  return {
    title: `${at(1)} ${at(2)} ${at(3)} ${turn}`,
    description: Array.from({ length: 12 }, (_, n) => at(n)).join(' '),
    priority: 'high',
    tags: ['work', 'area-7'],
    dueDate: '2030-01-15',
  }
}

const search: Workload['call'] = () => ({ operation: 'tasks.list', input: { limit: 20, search: marks.common } })
const get: Workload['call'] = (caller, turn) => ({ operation: 'tasks.get', input: { taskId: taskId(caller, turn) } })
const create: Workload['call'] = (_, turn) => ({ operation: 'tasks.create', input: newTask(turn) })
const update: Workload['call'] = (caller, turn) => ({
  operation: 'tasks.update',
  input: { taskId: taskId(caller, turn), title: `Order bread ${turn}`, priority: 'low' },
})
const complete: Workload['call'] = (caller, turn) => ({
  operation: 'tasks.complete',
  input: { taskId: taskId(caller, turn), completed: true },
})

/** Sixteen of twenty calls read. */
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
    call: (caller, turn) => ({ ...create(caller, turn), keyed: true }),
  },
  { name: 'create by the typed client', requires: 'idempotency', call: create, byClient: true },
  { name: 'update', call: update },
  { name: 'complete', call: complete },
  { name: 'unchanged', requires: 'unchanged', call: () => ({ ...list(20), conditional: true }) },
  { name: 'mixed', call: (caller, turn) => (day[(turn * 7) % day.length] ?? get)(caller, turn) },
  {
    name: 'batch of 50',
    requires: 'batch',
    call: (_, turn) => ({
      operation: 'tasks.batch',
      input: { operations: Array.from({ length: 50 }, (_, n) => ({ op: 'create', ...newTask(turn * 50 + n) })) },
    }),
  },
  { name: 'search', call: search },
]

/** Workloads with targets against every peer, measured in more rounds. */
export const targeted: readonly string[] = ['list 20', 'get', 'create', 'update']
