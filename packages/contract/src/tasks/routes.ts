import * as z from 'zod'
import { limits } from '../core/limits.js'
import { noBody } from '../core/route.js'
import { Cursor, pageLimit } from '../core/schemas/pagination.js'
import { queryInteger } from '../core/schemas/query-string.js'
import { TimeZone } from '../core/schemas/time-zone.js'
import { UserId } from '../core/schemas/user-id.js'
import { routes } from '../routes.js'
import { Batch, BatchResults } from './batch.js'
import { ChangePage, latestCursor } from './changes.js'
import { TaskId } from './fields.js'
import { ExportQuery, exported, ImportQuery, ImportReport, imported, TaskFile } from './files.js'
import { taskLimits } from './limits.js'
import { TaskQuery } from './query.js'
import { TaskStats } from './stats.js'
import { Completion, NewTask, Task, TaskChanges, TaskPage } from './task.js'

const ofUser = z.object({ userId: UserId })
const ofTask = z.object({ userId: UserId, taskId: TaskId })

const read = {
  access: 'user',
  scope: 'tasks:read',
  tool: false,
  limit: 'read',
  idempotency: 'none',
  concurrency: 'none',
} as const
const write = {
  access: 'user',
  scope: 'tasks:write',
  tool: false,
  limit: 'write',
  idempotency: 'none',
  concurrency: 'none',
  writes: 'user-revision',
} as const

export const tasks = routes({
  list: {
    method: 'GET',
    path: '/api/:userId/tasks',
    summary: 'List tasks',
    description:
      'Returns a page of the tasks that match all given filters. Fails with `invalid_cursor` if the cursor belongs to another user, other filters or another order, and with `cursor_expired` if the database has been restored since.',
    metadata: {
      ...read,
      tool: {
        name: 'list_tasks',
        effect: 'reads',
        description:
          'Lists or searches tasks. Combine filters to get few; each narrows the list. Send `timeZone` with `due`, `dueBefore` and `dueAfter`, which take `2026-11-23` or `2026-11-23T09:30:00Z`. For the next page, send `nextCursor` as `cursor` and everything else unchanged. Long descriptions are shortened.',
      },
      etag: 'user-revision',
      clock: ['due', 'overdue'],
      reads: 'replica',
      errors: ['invalid_cursor', 'cursor_expired'],
    },
    pathParams: ofUser,
    query: TaskQuery,
    responses: { 200: TaskPage },
  },
  create: {
    method: 'POST',
    path: '/api/:userId/tasks',
    summary: 'Create a task',
    description:
      'Creates a task. Set `dueDate` or `dueAt`, not both. Fails with `conflict` if the user already has a task with the given `id`, also in the trash: its revision is `currentRevision`, and it stays unchanged. Fails with `quota_exceeded` if the user has reached the task limit.',
    metadata: {
      ...write,
      tool: {
        name: 'create_task',
        effect: 'adds',
        description:
          'Creates one task; use `change_tasks` for several. Set `dueDate` (`2026-11-23`) for a day or `dueAt` (`2026-11-23T09:30:00+01:00`) for a time, not both. Look with `list_tasks` first if it may already exist.',
      },
      idempotency: 'key',
      etag: 'revision',
      errors: ['conflict', 'quota_exceeded'],
    },
    pathParams: ofUser,
    body: NewTask,
    responses: { 201: Task },
  },
  batch: {
    method: 'POST',
    path: '/api/:userId/tasks/batch',
    summary: 'Apply a batch of changes',
    description: `Applies up to ${taskLimits.batchChanges} changes in order. An atomic batch (the default) fails with the error of its first invalid change, to which \`errors\` points, and changes nothing. With \`atomic: false\` the request succeeds, and each result shows whether its change succeeded.`,
    metadata: {
      ...write,
      tool: {
        name: 'change_tasks',
        effect: 'destroys',
        description:
          'Makes several changes in one call, in order. `op` is `create` (needs `title`), or `update`, `complete`, `remove` (to the trash) or `restore` (each needs `taskId`). Fields are those of the tools for one task. By default either all changes succeed or none.',
      },
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
    summary: 'Export tasks to a file',
    description:
      'Returns all tasks outside the trash as a file, oldest first, as they were when the export began. The response is streamed.',
    metadata: { ...read, reads: 'replica', responseFile: exported },
    pathParams: ofUser,
    query: ExportQuery,
    responses: { 200: z.string().meta({ description: 'File with all tasks outside the trash.' }) },
  },
  import: {
    method: 'POST',
    path: '/api/:userId/tasks/import',
    summary: 'Import tasks from a file',
    description: `Creates or updates the tasks in a file, matched by \`id\`. Invalid tasks are skipped and reported in \`failed\`, unknown columns and fields in \`ignored\`. Fails with \`invalid_json\` or \`invalid_input\` if the file cannot be parsed, or has more than ${taskLimits.fileFailures} invalid tasks or a list of them that is much longer than the file; with \`rate_limited\` while another file of more than ${limits.largeFileLength} characters is imported, if this one is as large; and with \`quota_exceeded\` if it would exceed the task limit. In these cases nothing is imported.`,
    metadata: { ...write, idempotency: 'key', requestFile: imported, errors: ['quota_exceeded'] },
    pathParams: ofUser,
    query: ImportQuery,
    body: TaskFile,
    responses: { 200: ImportReport },
  },
  stats: {
    method: 'GET',
    path: '/api/:userId/stats',
    summary: 'Count tasks',
    description: 'Returns the number of tasks by status, priority and tag. Tasks in the trash are not counted.',
    metadata: {
      ...read,
      tool: {
        name: 'count_tasks',
        effect: 'reads',
        description:
          'Counts tasks by status, priority and tag, without listing them. Send `timeZone`, which determines what is due today.',
      },
      reads: 'replica',
    },
    pathParams: ofUser,
    query: z.strictObject({
      timeZone: TimeZone.default('UTC').describe('Time zone that determines the current date.'),
    }),
    responses: { 200: TaskStats },
  },
  changes: {
    method: 'GET',
    path: '/api/:userId/changes',
    summary: 'List changes',
    description:
      'Returns changes for incremental sync. Omit `since` on the first request, then pass the last `nextCursor`. With `wait`, the response is delayed until there is a change. Fails with `invalid_cursor` if `since` is not such a cursor, and with `cursor_expired` if tasks deleted since then have been purged or the database has been restored: discard local data and start over.',
    metadata: {
      ...read,
      longPoll: { after: 'since', next: 'nextCursor', more: 'hasMore' },
      errors: ['invalid_cursor', 'cursor_expired'],
    },
    pathParams: ofUser,
    query: z.strictObject({
      since: Cursor.optional().describe(
        `The \`nextCursor\` of the previous page. Omit it to start from the beginning; send \`${latestCursor}\` to start with later changes.`,
      ),
      limit: pageLimit({ max: taskLimits.pageChanges, defaultLimit: 100 }),
      wait: queryInteger({ min: 0, max: limits.waitSeconds })
        .default(0)
        .describe(
          'Seconds to wait for a change if there is none (long polling). The response is sent as soon as there is one.',
        ),
    }),
    responses: { 200: ChangePage },
  },
  watch: {
    method: 'GET',
    path: '/api/:userId/changes/live',
    summary: 'Watch changes',
    description:
      'Streams changes as server-sent events. The `data` of each event `changes` is a page of changes, and its `id` is the `nextCursor`: send it as `Last-Event-ID` to continue after a disconnection, and no change is missed or repeated. Send `latest` to start with later changes. The first event is sent at once, even without changes. If the server ends the stream because of an error, it first sends an event `end` with a problem as `data`. If the stream ends without this event, reconnect. Clients that cannot read a stream use `wait` of `/api/{userId}/changes`. Fails with `invalid_cursor` and `cursor_expired` as that does.',
    metadata: { ...read, streams: 'tasks.changes', errors: ['invalid_cursor', 'cursor_expired'] },
    pathParams: ofUser,
    responses: { 200: ChangePage },
  },
  get: {
    method: 'GET',
    path: '/api/:userId/tasks/:taskId',
    summary: 'Get a task',
    description: 'Returns a task. Fails with `not_found` if the user has no such task or it is in the trash.',
    metadata: {
      ...read,
      tool: {
        name: 'get_task',
        effect: 'reads',
        description: 'Returns one task outside the trash, with its whole description.',
      },
      etag: 'revision',
      errors: ['not_found'],
    },
    pathParams: ofTask,
    responses: { 200: Task },
  },
  update: {
    method: 'PATCH',
    path: '/api/:userId/tasks/:taskId',
    summary: 'Update a task',
    description:
      'Changes the given fields; all others keep their values. Fails with `not_found` if the user has no such task, with `revision_mismatch` if it has changed since the revision in `If-Match`, and with `conflict` if it would have both `dueDate` and `dueAt`: set one to null when you set the other.',
    metadata: {
      ...write,
      tool: {
        name: 'update_task',
        effect: 'changes',
        description:
          'Changes the given fields of a task. Null clears a field; `tags` replaces all tags. To set `dueAt` (`2026-11-23T09:30:00+01:00`) of a task that has a `dueDate` (`2026-11-23`), send null for the other.',
      },
      concurrency: 'revision',
      etag: 'revision',
      errors: ['not_found', 'conflict'],
    },
    pathParams: ofTask,
    body: TaskChanges,
    responses: { 200: Task },
  },
  complete: {
    method: 'PATCH',
    path: '/api/:userId/tasks/:taskId/complete',
    summary: 'Complete or reopen a task',
    description:
      'Completes a task, or reopens it with `completed: false`, so that repeating the request has no further effect. A REST request without a body toggles the task; this is deprecated: send `completed`. Fails with `not_found` if the user has no such task, and with `revision_mismatch` if it has changed since the revision in `If-Match`.',
    metadata: {
      ...write,
      tool: {
        name: 'complete_task',
        effect: 'changes',
        description: 'Completes a task, or reopens it with `completed: false`. Repeating it changes nothing.',
      },
      concurrency: 'revision',
      etag: 'revision',
      errors: ['not_found'],
      absentBody: { completed: 'toggle' },
    },
    pathParams: ofTask,
    body: Completion,
    responses: { 200: Task },
  },
  remove: {
    method: 'DELETE',
    path: '/api/:userId/tasks/:taskId',
    summary: 'Delete a task',
    description:
      'Moves a task to the trash, from which it can be restored until it is purged. Fails with `not_found` if the user has no such task or it is already in the trash, and with `revision_mismatch` if it has changed since the revision in `If-Match`.',
    metadata: {
      ...write,
      tool: {
        name: 'delete_task',
        effect: 'destroys',
        description: 'Moves a task to the trash. `restore_task` takes it out again.',
      },
      concurrency: 'revision',
      errors: ['not_found'],
    },
    pathParams: ofTask,
    responses: { 204: noBody },
  },
  restore: {
    method: 'POST',
    path: '/api/:userId/tasks/:taskId/restore',
    summary: 'Restore a task from the trash',
    description:
      'Moves a task out of the trash. Fails with `not_found` if the trash contains no such task, with `revision_mismatch` if it has changed since the revision in `If-Match`, and with `quota_exceeded` if the user has reached the task limit.',
    metadata: {
      ...write,
      tool: {
        name: 'restore_task',
        effect: 'changes',
        description: 'Takes a task out of the trash. `list_tasks` with `trashed: true` lists the trash.',
      },
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
    summary: 'Delete a task permanently',
    description: 'Permanently deletes a task in the trash. Fails with `not_found` if the trash contains no such task.',
    metadata: { ...write, errors: ['not_found'] },
    pathParams: ofTask,
    responses: { 204: noBody },
  },
})
