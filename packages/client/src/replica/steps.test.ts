import type { Task } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { createDraft, type Draft, editDraft, removeDraft, restoreDraft } from './draft.js'
import { defaultFields } from './fields.js'
import { markAccepted, markSent, operationOf, stepOf } from './steps.js'

const at = '2026-11-23T09:30:00.000Z'
const id = '0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'
const { due, tags, ...fields } = defaultFields
const times = { completedAt: null, deletedAt: null, createdAt: at, updatedAt: at }
const blank: Task = { id, userId: 'ada', ...fields, tags: [...tags], ...due, ...times, revision: 0 }
const task: Task = { ...blank, title: 'Title', revision: 5 }

const created = createDraft(blank, { title: 'New', completed: true })
const edited = editDraft(undefined, task, { title: 'New' }, at) as Draft
const removed = removeDraft(undefined, task, at) as Draft
const restored = restoreDraft(undefined, task, at) as Draft

describe('the operation of a draft', () => {
  it.each([
    [
      'creates a pending task with all fields',
      created,
      undefined,
      { op: 'create', id, title: 'New', priority: 'none' },
    ],
    ['changes the fields that were edited', edited, task, { op: 'update', taskId: id, ifMatch: 5, title: 'New' }],
    ['removes a task', removed, task, { op: 'remove', taskId: id, ifMatch: 5 }],
    ['restores a task in any revision', restored, undefined, { op: 'restore', taskId: id }],
    ['is missing if nothing was sent', { ...created, wants: 'nothing' } as Draft, undefined, undefined],
    ['is missing until the state is known', { ...created, onServer: 'unknown' } as Draft, undefined, undefined],
  ])('%s', (_name, draft, known, operation) => {
    const result = operationOf(draft, known)

    if (operation === undefined) expect(result).toBeUndefined()
    else expect(result).toMatchObject(operation)
    expect(result ?? {}).not.toHaveProperty('completed')
  })
})

describe('a change of a draft', () => {
  it('ends it if nothing is left to be sent', () => {
    expect(editDraft(edited, task, { title: 'Title' }, at)).toBeUndefined()
    expect(removeDraft(created, undefined, at)).toBeUndefined()
    expect(removeDraft(restored, undefined, at)).toBeUndefined()
    expect(restoreDraft(removed, task, at)).toBeUndefined()
  })

  it('keeps it if the opposite may have been stored', () => {
    const back = editDraft(markSent(edited), task, { title: 'Title' }, at) as Draft
    expect([stepOf(back), back.edits.title?.to]).toEqual(['update', 'Title'])
    expect(stepOf(removeDraft(markSent(created), undefined, at) as Draft)).toBe('create')
    expect(stepOf(removeDraft(markSent(restored), undefined, at) as Draft)).toBe('restore')
    expect(stepOf(restoreDraft(markSent(removed), task, at) as Draft)).toBe('update')
    expect(stepOf(restoreDraft({ ...removed, onServer: 'removed' }, task, at) as Draft)).toBe('restore')
  })
})

describe('an accepted draft', () => {
  it('completes a new task afterwards', () => {
    const draft = markAccepted(markSent(created), created, { ...task, title: 'New' })

    expect(draft.edits).toEqual({ completed: { from: false, to: true, sent: [] } })
  })

  it('still has to send its edits after the task was restored', () => {
    const draft = editDraft(restored, undefined, { title: 'New' }, at) as Draft

    expect(markAccepted(markSent(draft), draft, task).edits.title?.to).toBe('New')
  })

  it('has the values that were changed since', () => {
    const later = editDraft(markSent(edited), task, { title: 'Later', priority: 'high' }, at) as Draft
    const { title, priority } = markAccepted(later, edited, { ...task, title: 'New' }).edits

    expect([title, priority?.to]).toEqual([{ from: 'New', to: 'Later', sent: [] }, 'high'])
  })

  it('waits for the page that shows the removal, unless that was undone', () => {
    const sent = markSent(removed)

    expect(markAccepted(sent, removed, undefined).onServer).toBe('removed')
    expect(markAccepted({ ...sent, wants: 'task' }, removed, undefined).onServer).toBe('live')
  })

  it('sends a value that was repeated once', () => {
    expect(markSent(markSent(edited)).edits.title?.sent).toEqual(['New'])
  })
})
