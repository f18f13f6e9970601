import type { Problem, Task } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { problemOf } from '../../test/fake-task-server.js'
import { applyPage, applyReply, applySnapshot, type Reply, type StoredConflict } from './apply.js'
import type { Draft, OnServer } from './draft.js'
import { defaultFields, fieldsOf } from './fields.js'
import { keys, type Transaction } from './state.js'
import { markSent, type Step, stepOf } from './steps.js'

const id = '0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'
const feed = { cursor: '5', revision: 5 }

function taskAt(revision: number, title: string): Task {
  const { due, tags, ...fields } = defaultFields
  const at = '2026-11-23T09:30:00.000Z'
  const times = { completedAt: null, deletedAt: null, createdAt: at, updatedAt: at }
  return { id, userId: 'ada', ...fields, title, tags: [...tags], ...due, ...times, revision }
}

type Wants = Draft['wants']
type State = `${OnServer} ${Wants}` | `${OnServer} ${Wants} sent`

/** A change of the title from `Old` to `Mine`, or the removal of the task. */
function draftIn(state: State): Draft {
  const [onServer, wants, sent] = state.split(' ') as [OnServer, Wants, string?]
  const isNew = onServer === 'absent' || onServer === 'unknown'
  const edit = { from: isNew ? '' : 'Old', to: 'Mine', sent: sent ? ['Mine'] : [] }
  const base = taskAt(isNew ? 0 : 5, isNew ? '' : 'Old')
  return {
    id,
    order: 1,
    at: '2026-11-23T09:30:00.000Z',
    changes: 1,
    wants,
    onServer,
    isSent: sent !== undefined,
    edits: { title: edit },
    ...(onServer !== 'live' && onServer !== 'removed' && { copy: base }),
    ...(wants === 'nothing' && { seen: fieldsOf(base) }),
  }
}

function recordsOf(draft: Draft) {
  const records = new Map<string, unknown>([[keys.feed, feed]])
  records.set(keys.draft + id, draft)
  if (draft.onServer === 'live' || draft.onServer === 'removed') records.set(keys.task + id, taskAt(5, 'Old'))
  const transaction: Transaction = {
    get: <T>(key: string) => records.get(key) as T | undefined,
    all: <T>(prefix: string) => [...records].flatMap(([key, value]) => (key.startsWith(prefix) ? [value as T] : [])),
    set: (key, value) => void (value === undefined ? records.delete(key) : records.set(key, value)),
  }
  return transaction
}

const page = (item: object | undefined) =>
  ({ items: item ? [{ revision: 6, ...item }] : [], nextCursor: '6', hasMore: false, revision: 6 }) as never
const reply = (result: Reply) => (records: Transaction, sent: Draft) => applyReply(sent, result, {})(records)
const fails = (code: Problem['code'], revision?: number) => reply({ problem: problemOf(code, revision) })

/** What happens to a draft. Pages and snapshots also arrive while a request is under way. */
const events = {
  ownPage: (records: Transaction) => applyPage(feed, page({ type: 'put', task: taskAt(6, 'Mine') }), {})(records),
  samePage: (records: Transaction) => applyPage(feed, page({ type: 'put', task: taskAt(6, 'Old') }), {})(records),
  otherPage: (records: Transaction) => applyPage(feed, page({ type: 'put', task: taskAt(6, 'Theirs') }), {})(records),
  trashPage: (records: Transaction) => applyPage(feed, page({ type: 'delete', id }), {})(records),
  notInSnapshot: (records: Transaction) => applySnapshot(feed, [page(undefined)], {})(records),
  ok: (records: Transaction, sent: Draft) => {
    const task = taskAt(6, stepOf(sent) === 'restore' ? 'Old' : 'Mine')
    return reply(stepOf(sent) === 'remove' ? {} : { task })(records, sent)
  },
  not_found: fails('not_found'),
  revision_mismatch: fails('revision_mismatch', 6),
  conflict: fails('conflict', 6),
  conflictInTrash: fails('conflict', 4),
  quota_exceeded: fails('quota_exceeded'),
  invalid_input: fails('invalid_input'),
}

type Event = keyof typeof events

/** No request is sent, so there is no reply. */
const noReplies = {
  ok: 'never',
  not_found: 'never',
  revision_mismatch: 'never',
  conflict: 'never',
  conflictInTrash: 'never',
  quota_exceeded: 'never',
  invalid_input: 'never',
} as const

/**
 * The next state. `done`: there is a task without a draft. `gone`: there is neither. `refused`: the change is refused; `never`: no request
 * was sent. After a plus sign, a conflict.
 */
type Next = State | `${State | 'done'} + ${string}` | 'done' | 'gone' | 'refused' | 'never'

const table: Readonly<Record<State, Readonly<Record<Event, Next> & { step: Step }>>> = {
  'absent task': {
    step: 'create',
    ownPage: 'done',
    samePage: 'live task + text',
    otherPage: 'live task + text',
    trashPage: 'trashed task + restored',
    notInSnapshot: 'absent task',
    ok: 'done',
    not_found: 'absent task sent',
    revision_mismatch: 'absent task sent',
    conflict: 'unknown task sent',
    conflictInTrash: 'trashed task',
    quota_exceeded: 'refused',
    invalid_input: 'refused',
  },
  'absent task sent': {
    step: 'create',
    ownPage: 'done',
    samePage: 'live task + text',
    otherPage: 'live task + text',
    trashPage: 'trashed task + restored',
    notInSnapshot: 'absent task sent',
    ok: 'done',
    not_found: 'absent task sent',
    revision_mismatch: 'absent task sent',
    conflict: 'unknown task sent',
    conflictInTrash: 'trashed task',
    quota_exceeded: 'refused',
    invalid_input: 'refused',
  },
  'absent nothing': {
    step: 'drop',
    ownPage: 'done + kept',
    samePage: 'live task + kept + text',
    otherPage: 'live task + kept + text',
    trashPage: 'gone',
    notInSnapshot: 'absent nothing',
    ...noReplies,
  },
  'absent nothing sent': {
    step: 'create',
    ownPage: 'live nothing',
    samePage: 'live task + kept + text',
    otherPage: 'live task + kept + text',
    trashPage: 'gone',
    notInSnapshot: 'absent nothing sent',
    ok: 'live nothing',
    not_found: 'absent nothing sent',
    revision_mismatch: 'absent nothing sent',
    conflict: 'unknown nothing sent',
    conflictInTrash: 'trashed nothing',
    quota_exceeded: 'gone',
    invalid_input: 'gone',
  },
  'live task': {
    step: 'update',
    ownPage: 'done',
    samePage: 'live task',
    otherPage: 'live task + text',
    trashPage: 'trashed task + restored',
    notInSnapshot: 'absent task + recreated',
    ok: 'done',
    not_found: 'live task',
    revision_mismatch: 'live task',
    conflict: 'refused',
    conflictInTrash: 'refused',
    quota_exceeded: 'refused',
    invalid_input: 'refused',
  },
  'live task sent': {
    step: 'update',
    ownPage: 'done',
    samePage: 'live task',
    otherPage: 'live task + text',
    trashPage: 'trashed task',
    notInSnapshot: 'absent task',
    ok: 'done',
    not_found: 'live task sent',
    revision_mismatch: 'live task sent',
    conflict: 'refused',
    conflictInTrash: 'refused',
    quota_exceeded: 'refused',
    invalid_input: 'refused',
  },
  'live nothing': {
    step: 'remove',
    ownPage: 'done + kept',
    samePage: 'live nothing',
    otherPage: 'live task + kept + text',
    trashPage: 'gone',
    notInSnapshot: 'gone',
    ok: 'removed nothing sent',
    not_found: 'live nothing sent',
    revision_mismatch: 'live nothing sent',
    conflict: 'refused',
    conflictInTrash: 'refused',
    quota_exceeded: 'refused',
    invalid_input: 'refused',
  },
  'live nothing sent': {
    step: 'remove',
    ownPage: 'live nothing',
    samePage: 'live nothing',
    otherPage: 'live task + kept + text',
    trashPage: 'gone',
    notInSnapshot: 'gone',
    ok: 'removed nothing sent',
    not_found: 'live nothing sent',
    revision_mismatch: 'live nothing sent',
    conflict: 'refused',
    conflictInTrash: 'refused',
    quota_exceeded: 'refused',
    invalid_input: 'refused',
  },
  'trashed task': {
    step: 'restore',
    ownPage: 'done',
    samePage: 'live task',
    otherPage: 'live task + text',
    trashPage: 'trashed task',
    notInSnapshot: 'absent task + recreated',
    ok: 'live task',
    not_found: 'absent task + recreated',
    revision_mismatch: 'trashed task sent',
    conflict: 'refused',
    conflictInTrash: 'refused',
    quota_exceeded: 'refused',
    invalid_input: 'refused',
  },
  'trashed task sent': {
    step: 'restore',
    ownPage: 'done',
    samePage: 'live task',
    otherPage: 'live task + text',
    trashPage: 'trashed task sent',
    notInSnapshot: 'absent task + recreated',
    ok: 'live task',
    not_found: 'absent task + recreated',
    revision_mismatch: 'trashed task sent',
    conflict: 'refused',
    conflictInTrash: 'refused',
    quota_exceeded: 'refused',
    invalid_input: 'refused',
  },
  'trashed nothing': {
    step: 'drop',
    ownPage: 'done + kept',
    samePage: 'live nothing',
    otherPage: 'live task + kept + text',
    trashPage: 'gone',
    notInSnapshot: 'gone',
    ...noReplies,
  },
  'trashed nothing sent': {
    step: 'restore',
    ownPage: 'live nothing',
    samePage: 'live nothing',
    otherPage: 'live task + kept + text',
    trashPage: 'trashed nothing sent',
    notInSnapshot: 'gone',
    ok: 'live nothing',
    not_found: 'absent nothing sent',
    revision_mismatch: 'trashed nothing sent',
    conflict: 'gone',
    conflictInTrash: 'gone',
    quota_exceeded: 'gone',
    invalid_input: 'gone',
  },
  'unknown task': {
    step: 'wait',
    ownPage: 'done',
    samePage: 'live task + text',
    otherPage: 'live task + text',
    trashPage: 'trashed task + restored',
    notInSnapshot: 'absent task + recreated',
    ...noReplies,
  },
  'unknown task sent': {
    step: 'wait',
    ownPage: 'done',
    samePage: 'live task + text',
    otherPage: 'live task + text',
    trashPage: 'trashed task + restored',
    notInSnapshot: 'absent task + recreated',
    ...noReplies,
  },
  'unknown nothing': {
    step: 'wait',
    ownPage: 'done + kept',
    samePage: 'live task + kept + text',
    otherPage: 'live task + kept + text',
    trashPage: 'gone',
    notInSnapshot: 'gone',
    ...noReplies,
  },
  'unknown nothing sent': {
    step: 'wait',
    ownPage: 'live nothing',
    samePage: 'live task + kept + text',
    otherPage: 'live task + kept + text',
    trashPage: 'gone',
    notInSnapshot: 'gone',
    ...noReplies,
  },
  'removed task': {
    step: 'wait',
    ownPage: 'done',
    samePage: 'done',
    otherPage: 'done',
    trashPage: 'trashed task + restored',
    notInSnapshot: 'absent task + recreated',
    ...noReplies,
  },
  'removed task sent': {
    step: 'wait',
    ownPage: 'done',
    samePage: 'done',
    otherPage: 'done',
    trashPage: 'trashed task + restored',
    notInSnapshot: 'absent task + recreated',
    ...noReplies,
  },
  'removed nothing': {
    step: 'wait',
    ownPage: 'done',
    samePage: 'done',
    otherPage: 'done',
    trashPage: 'gone',
    notInSnapshot: 'gone',
    ...noReplies,
  },
  'removed nothing sent': {
    step: 'wait',
    ownPage: 'done',
    samePage: 'done',
    otherPage: 'done',
    trashPage: 'gone',
    notInSnapshot: 'gone',
    ...noReplies,
  },
}

function nextOf(state: State, event: Event): string {
  const before = draftIn(state)
  const step = stepOf(before)
  const isReply = event in noReplies
  if (isReply && (step === 'wait' || step === 'drop')) return 'never'
  const records = recordsOf(isReply ? markSent(before) : before)
  events[event](records, before)
  const draft = records.get<Draft>(keys.draft + id)
  const task = records.get<Task>(keys.task + id)
  const [refusal] = records.all(keys.refusal)
  const conflicts = records.all<StoredConflict>(keys.conflict).map(({ kind }) => ` + ${kind}`)
  const isSent = draft?.isSent ? ' sent' : ''
  const next = draft ? `${draft.onServer} ${draft.wants}${isSent}` : refusal ? 'refused' : task ? 'done' : 'gone'
  return next + conflicts.join('')
}

describe.each(Object.keys(table) as State[])('a draft in the state %s', (state) => {
  const { step, ...row } = table[state]

  it(`has the step ${step}`, () => {
    expect(stepOf(draftIn(state))).toBe(step)
  })

  it.each(Object.entries(row) as [Event, Next][])('after %s is %s', (event, next) => {
    expect(nextOf(state, event)).toBe(next)
  })
})

describe('a reply', () => {
  it('is ignored if the draft that was sent has ended', () => {
    const sent = draftIn('live task')
    const next = { ...markSent(sent), order: 2 }
    const records = recordsOf(next)
    for (const event of ['ok', 'not_found', 'invalid_input'] as const) events[event](records, sent)

    expect(records.get(keys.draft + id)).toBe(next)
  })

  it('keeps what was changed since', () => {
    const sent = draftIn('live task')
    const changed = { ...markSent(sent), changes: 2 }
    const records = recordsOf({ ...changed, edits: { title: { from: 'Old', to: 'Later', sent: ['Mine'] } } })
    events.invalid_input(records, sent)
    expect(records.get<Draft>(keys.draft + id)?.edits.title?.to).toBe('Later')
    events.ok(records, sent)

    expect(records.get<Draft>(keys.draft + id)?.edits).toEqual({ title: { from: 'Mine', to: 'Later', sent: [] } })
    expect(records.all(keys.conflict)).toEqual([])
  })
})

describe('a page', () => {
  it('is ignored if another tab has applied one since it was asked for', () => {
    const records = recordsOf(draftIn('live task'))
    applyPage({ cursor: '4', revision: 4 }, page({ type: 'delete', id }), {})(records)

    expect(records.get(keys.feed)).toBe(feed)
    expect(records.get(keys.task + id)).toEqual(taskAt(5, 'Old'))
  })

  it('does not replace a later state', () => {
    const records = recordsOf(draftIn('live task'))
    records.set(keys.task + id, taskAt(7, 'Later'))
    events.otherPage(records)
    events.trashPage(records)

    expect(records.get(keys.task + id)).toEqual(taskAt(7, 'Later'))
  })

  it('of a new history replaces later revisions, as a snapshot', () => {
    const records = recordsOf(draftIn('live task'))
    records.set(keys.task + id, taskAt(70, 'Old'))
    applySnapshot(feed, [page({ type: 'put', task: taskAt(6, 'Old') })], {})(records)

    expect(records.get(keys.task + id)).toEqual(taskAt(6, 'Old'))
    expect(records.get(keys.feed)).toEqual({ cursor: '6', revision: 6 })
  })
})
