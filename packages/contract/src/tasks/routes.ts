import * as z from 'zod'
import { UserId } from '../accounts/schemas.js'
import { noBody } from '../core/route.js'
import { Cursor, pageLimit } from '../core/schemas/pagination.js'
import { TimeZone } from '../core/schemas/time-zone.js'
import { routes } from '../routes.js'
import { Batch, BatchResults } from './batch.js'
import { ChangePage } from './changes.js'
import { TaskId } from './fields.js'
import { ExportFormat, exported, ImportReport, imported, TaskFile } from './files.js'
import { TaskQuery } from './query.js'
import { TaskStats } from './stats.js'
import { Completion, NewTask, Task, TaskChanges, TaskPage } from './task.js'

const ofUser = z.object({ userId: UserId })
const ofTask = z.object({ userId: UserId, taskId: TaskId })

const read = { access: 'user', limit: 'read', idempotency: 'none', concurrency: 'none' } as const
const write = { access: 'user', limit: 'write', idempotency: 'none', concurrency: 'none' } as const

export const tasks = routes({
  list: {
    method: 'GET',
    path: '/api/:userId/tasks',
    summary: 'List tasks',
    description:
      'A page at a time; every filter that is given must hold. Refused with `invalid_cursor` when the cursor is not of this list: of this user, these filters and this order.',
    metadata: { ...read, etag: 'user-revision', clock: ['overdue'], errors: ['invalid_cursor'] },
    pathParams: ofUser,
    query: TaskQuery,
    responses: { 200: TaskPage },
  },
  create: {
    method: 'POST',
    path: '/api/:userId/tasks',
    summary: 'Create a task',
    description:
      'Refused when the title is blank, a field is unknown or it is due on a day and at a moment, and with `quota_exceeded` when the user has as many tasks as one may have.',
    metadata: { ...write, idempotency: 'key', etag: 'revision', errors: ['quota_exceeded'] },
    pathParams: ofUser,
    body: NewTask,
    responses: { 201: Task },
  },
  batch: {
    method: 'POST',
    path: '/api/:userId/tasks/batch',
    summary: 'Make several changes at once',
    description:
      'An atomic batch is refused with the failure of its first change that cannot be made, and nothing is changed; `errors` then points to that change. A batch that is not atomic succeeds, and each result says how its change ended.',
    metadata: {
      ...write,
      idempotency: 'key',
      errors: ['not_found', 'revision_mismatch', 'conflict', 'quota_exceeded'],
    },
    pathParams: ofUser,
    body: Batch,
    responses: { 200: BatchResults },
  },
  export: {
    method: 'GET',
    path: '/api/:userId/tasks/export',
    summary: 'Export the tasks to a file',
    description: 'All tasks outside the trash, oldest first. Refused when the format is unknown.',
    metadata: { ...read, responseFile: exported },
    pathParams: ofUser,
    query: z.strictObject({ format: ExportFormat.default('json') }),
    responses: { 200: z.string().meta({ description: 'The file.' }) },
  },
  import: {
    method: 'POST',
    path: '/api/:userId/tasks/import',
    summary: 'Import tasks from a file',
    description:
      'A task of the file that cannot be imported is passed over and told of; the others are created, or changed where the user has a task of that id. Refused with `invalid_json` or `invalid_input` when the file cannot be read or more than a thousand of its tasks are wrong, and with `quota_exceeded` when the user would have more tasks than one may have: nothing is imported then.',
    metadata: { ...write, idempotency: 'key', requestFile: imported, errors: ['quota_exceeded'] },
    pathParams: ofUser,
    body: TaskFile,
    responses: { 200: ImportReport },
  },
  stats: {
    method: 'GET',
    path: '/api/:userId/stats',
    summary: 'Count tasks',
    description: 'Refused when the time zone is unknown.',
    metadata: read,
    pathParams: ofUser,
    query: z.strictObject({
      timeZone: TimeZone.default('UTC').describe('Where today is.'),
    }),
    responses: { 200: TaskStats },
  },
  changes: {
    method: 'GET',
    path: '/api/:userId/changes',
    summary: 'List what has changed',
    description:
      'For a copy that is to stay the same as the server: begin without `since`, keep `nextCursor`, go on from it. Refused with `invalid_cursor` when `since` is none of these, and with `cursor_expired` when tasks that were deleted after it are gone for good: begin again, with nothing kept.',
    metadata: { ...read, errors: ['invalid_cursor', 'cursor_expired'] },
    pathParams: ofUser,
    query: z.strictObject({
      since: Cursor.optional().describe('The `nextCursor` of the call before; without it, from the beginning.'),
      limit: pageLimit({ max: 500, usual: 100 }),
    }),
    responses: { 200: ChangePage },
  },
  get: {
    method: 'GET',
    path: '/api/:userId/tasks/:taskId',
    summary: 'Get a task',
    description: 'Refused with `not_found` when the user has no such task, or has it in the trash.',
    metadata: { ...read, etag: 'revision', errors: ['not_found'] },
    pathParams: ofTask,
    responses: { 200: Task },
  },
  update: {
    method: 'PATCH',
    path: '/api/:userId/tasks/:taskId',
    summary: 'Change a task',
    description:
      'Changes the fields that are given and no other. Refused with `not_found` when the user has no such task, with `revision_mismatch` when it has changed since the revision in `If-Match`, and with `conflict` when it would be due on a day and at a moment: clear the one with null where you set the other.',
    metadata: { ...write, concurrency: 'revision', etag: 'revision', errors: ['not_found', 'conflict'] },
    pathParams: ofTask,
    body: TaskChanges,
    responses: { 200: Task },
  },
  complete: {
    method: 'PATCH',
    path: '/api/:userId/tasks/:taskId/complete',
    summary: 'Complete or reopen a task',
    description:
      'Without a body it toggles. Refused with `not_found` when the user has no such task, and with `revision_mismatch` when it has changed since the revision in `If-Match`.',
    metadata: { ...write, concurrency: 'revision', etag: 'revision', errors: ['not_found'] },
    pathParams: ofTask,
    body: Completion,
    responses: { 200: Task },
  },
  remove: {
    method: 'DELETE',
    path: '/api/:userId/tasks/:taskId',
    summary: 'Delete a task',
    description:
      'Moves it to the trash, from where it can be restored for a while. Refused with `not_found` when the user has no such task, so also the second time, and with `revision_mismatch` when it has changed since the revision in `If-Match`.',
    metadata: { ...write, concurrency: 'revision', errors: ['not_found'] },
    pathParams: ofTask,
    responses: { 204: noBody },
  },
  restore: {
    method: 'POST',
    path: '/api/:userId/tasks/:taskId/restore',
    summary: 'Restore a task from the trash',
    description:
      'Refused with `not_found` when the trash holds no such task, with `revision_mismatch` when it has changed since the revision in `If-Match`, and with `quota_exceeded` when the user has as many tasks as one may have.',
    metadata: {
      ...write,
      idempotency: 'key',
      concurrency: 'revision',
      etag: 'revision',
      errors: ['not_found', 'quota_exceeded'],
    },
    pathParams: ofTask,
    body: noBody,
    responses: { 200: Task },
  },
  purge: {
    method: 'DELETE',
    path: '/api/:userId/tasks/:taskId/trash',
    summary: 'Delete a task for good',
    description: 'Refused with `not_found` when the trash holds no such task.',
    metadata: { ...write, errors: ['not_found'] },
    pathParams: ofTask,
    responses: { 204: noBody },
  },
})
