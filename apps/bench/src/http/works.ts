import { marks, words } from '../vocabulary.js'
import type { Extra } from './contestants.js'
import type { Ask } from './wire.js'
import type { Someone } from './world.js'

/** One kind of work, as often as one likes. */
export interface Work {
  readonly name: string
  /** What not everybody can do. */
  readonly needs?: Extra
  readonly ask: (someone: Someone, turn: number) => Ask
  /** Whether the requests are those of the typed client, with its headers and keys. */
  readonly byClient?: true
}

const list = (limit: number): Ask => ({ operation: 'tasks.list', input: { limit } })
const taskId = ({ taskIds }: Someone, turn: number) => taskIds[turn % taskIds.length]

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

const search: Work['ask'] = () => ({ operation: 'tasks.list', input: { limit: 20, search: marks.common } })
const get: Work['ask'] = (who, turn) => ({ operation: 'tasks.get', input: { taskId: taskId(who, turn) } })
const create: Work['ask'] = (_, turn) => ({ operation: 'tasks.create', input: newTask(turn) })
const update: Work['ask'] = (who, turn) => ({
  operation: 'tasks.update',
  input: { taskId: taskId(who, turn), title: `Order bread ${turn}`, priority: 'low' },
})
const complete: Work['ask'] = (who, turn) => ({
  operation: 'tasks.complete',
  input: { taskId: taskId(who, turn), completed: true },
})

/** Of twenty calls sixteen read. */
const day: readonly Work['ask'][] = [
  ...Array.from({ length: 10 }, () => () => list(20)),
  ...Array.from({ length: 5 }, () => get),
  search,
  create,
  create,
  update,
  complete,
]

export const works: readonly Work[] = [
  { name: 'list 20', ask: () => list(20) },
  { name: 'list 100', ask: () => list(100) },
  { name: 'get', ask: get },
  { name: 'create', ask: create },
  { name: 'create with key', needs: 'idempotency', ask: (who, turn) => ({ ...create(who, turn), keyed: true }) },
  { name: 'create by the typed client', needs: 'idempotency', ask: create, byClient: true },
  { name: 'update', ask: update },
  { name: 'complete', ask: complete },
  { name: 'unchanged', needs: 'unchanged', ask: () => ({ ...list(20), unless: true }) },
  { name: 'mixed', ask: (who, turn) => (day[(turn * 7) % day.length] ?? get)(who, turn) },
  {
    name: 'batch of 50',
    needs: 'batch',
    ask: (_, turn) => ({
      operation: 'tasks.batch',
      input: { operations: Array.from({ length: 50 }, (_, n) => ({ op: 'create', ...newTask(turn * 50 + n) })) },
    }),
  },
  { name: 'search', ask: search },
]

/** Those that we are judged by. */
export const judged: readonly string[] = ['list 20', 'get', 'create', 'update']
