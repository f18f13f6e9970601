import type { BatchOperation, ChangePage, ErrorCode, Problem } from '@taskpact/contract'
import { maxBatchChanges, maxPageChanges } from '@taskpact/contract/rules'
import { ApiError, isApiError } from '../api-error.js'
import type { Client } from '../create-client.js'
import type { LiveStatus } from '../live/states.js'
import { applyPage, applyReply, applySnapshot, feedOf, type Reply, refusals } from './apply.js'
import type { Draft } from './draft.js'
import type { ConflictPolicies } from './merge.js'
import { keys, knownOf, type State } from './state.js'
import { markSent, operationOf, stepOf } from './steps.js'

/** The operations that a replica calls. */
export type ReplicaClient = { readonly tasks: Pick<Client['tasks'], 'changes' | 'batch'> }

export interface Synchronizer {
  /** Reads all changes of the server so far. */
  pull(signal: AbortSignal): Promise<void>
  /** Applies the changes of the server as they happen, until it fails or the signal is aborted. */
  follow(
    signal: AbortSignal,
    onStatus: (status: LiveStatus, error?: ApiError) => void,
    onPage: (page: ChangePage) => void,
  ): Promise<never>
  /** Sends the drafts that can be sent. Resolves with whether any was. */
  push(signal: AbortSignal): Promise<boolean>
  /** Returns whether drafts wait for a later state of their tasks. */
  isWaiting(): boolean
}

/** Maximum length of the JSON of a batch, in UTF-16 code units, of up to three bytes in UTF-8: below the limit of the server. */
const maxLength = 250_000
/** Failures of a draft in one push, after which the push fails and is retried later. */
const maxFailures = 5

/** Errors that do not end a push: the draft is refused, or sent again after it was rebased. */
const finalCodes: readonly string[] = [...refusals, 'revision_mismatch', 'not_found']

export function createSynchronizer(
  client: ReplicaClient,
  userId: string,
  state: State,
  policies: ConflictPolicies,
): Synchronizer {
  /** By task id: the revision up to which changes must be read before the draft is sent again. */
  const waiting = new Map<string, number>()
  const { changes, batch } = client.tasks

  const inputOf = () => {
    const { cursor } = feedOf(state)
    return { userId, limit: maxPageChanges, ...(cursor !== undefined && { since: cursor }) }
  }
  /** Reads everything again after `cursor_expired`: tasks that are not there any more were deleted for good. */
  const restart = async (error: unknown, signal: AbortSignal) => {
    if (!isApiError(error, 'cursor_expired')) throw error
    const before = feedOf(state)
    const pages: ChangePage[] = []
    for await (const page of changes.pages({ userId, limit: maxPageChanges }, { signal })) pages.push(page)
    await state.change(applySnapshot(before, pages, policies))
    waiting.clear()
  }

  const pull = async (signal: AbortSignal) => {
    for (let hasMore = true; hasMore; ) {
      try {
        const before = feedOf(state)
        const page = await changes(inputOf(), { signal })
        await state.change(applyPage(before, page, policies))
        hasMore = page.hasMore
      } catch (error) {
        await restart(error, signal)
      }
    }
  }

  const isReady = (draft: Draft) => {
    if (stepOf(draft) === 'wait') return false
    return (waiting.get(draft.id) ?? 0) <= feedOf(state).revision
  }

  /** Marks the next drafts as sent. Returns them with what to send. */
  const takeNext = async (max: number) => {
    const next: { sent: Draft; operation: BatchOperation }[] = []
    const ready = state.all<Draft>(keys.draft).filter(isReady)
    if (ready.length === 0) return next
    const ids = ready.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
    await state.change((records) => {
      next.length = 0
      let length = 0
      for (const id of ids.slice(0, max)) {
        const { draft, task } = knownOf(records, id)
        if (!draft) continue
        const operation = operationOf(draft, task)
        length += JSON.stringify(operation ?? '').length
        if (next.length > 0 && length > maxLength) break
        if (operation) next.push({ sent: draft, operation })
        if (operation || stepOf(draft) === 'drop') records.set(keys.draft + id, operation && markSent(draft))
      }
    })
    return next
  }

  /** After `revision_mismatch` or `not_found`, holds a draft back until a newer revision is read. */
  const awaitState = (operation: BatchOperation, problem: Problem | undefined) => {
    if (!('taskId' in operation) || operation.op === 'restore') return
    const { taskId, ifMatch } = operation
    waiting.delete(taskId)
    if (problem?.code !== 'revision_mismatch' && problem?.code !== 'not_found') return
    if (knownOf(state, taskId).task?.revision !== ifMatch) return
    waiting.set(taskId, Math.max(problem.currentRevision ?? 0, feedOf(state).revision + 1))
  }

  /** Returns the replies to a batch. Changes that make a batch invalid are refused; undefined asks for a smaller batch. */
  const send = async (
    operations: BatchOperation[],
    signal: AbortSignal,
  ): Promise<readonly (Reply | undefined)[] | undefined> => {
    try {
      const { results } = await batch({ userId, operations, atomic: false }, { signal })
      if (results.length === operations.length) return results
      throw new ApiError('unexpected_response', 'The number of results differs from the number of operations.')
    } catch (error) {
      if (!isApiError(error, 'invalid_input', 'payload_too_large')) throw error
      const { code, message, errors } = error
      const problem = { code: code as ErrorCode, detail: message } as Problem
      if (errors.length > 0 && !errors.some(({ pointer }) => pointer.startsWith('/operations'))) throw error
      const invalid = errors.map(({ pointer }) => Number(/^\/operations\/(\d+)/.exec(pointer)?.[1]))
      if (!invalid.some((index) => index in operations)) return operations.length === 1 ? [{ problem }] : undefined
      return operations.map((_, index) => {
        const detail = errors[invalid.indexOf(index)]?.message
        return detail === undefined ? undefined : { problem: { ...problem, detail } }
      })
    }
  }

  return {
    pull,
    async follow(signal, onStatus, onPage) {
      for (;;) {
        try {
          let before = feedOf(state)
          for await (const page of changes.live.pages({ userId, since: before.cursor }, { signal, onStatus })) {
            await state.change(applyPage(before, page, policies))
            before = feedOf(state)
            if (before.cursor !== page.nextCursor) break // another tab has read it
            onPage(page)
          }
        } catch (error) {
          await restart(error, signal)
        }
      }
    },
    async push(signal) {
      let max = maxBatchChanges
      let hasSent = false
      const failures = new Map<string, number>()
      for (;;) {
        const next = await takeNext(max)
        if (next.length === 0) return hasSent
        const replies = await send(
          next.map(({ operation }) => operation),
          signal,
        )
        hasSent = true
        if (!replies) {
          max = Math.ceil(next.length / 2)
          continue
        }
        for (const [index, { operation }] of next.entries()) awaitState(operation, replies[index]?.problem)
        await state.change((records) => {
          for (const [index, { sent }] of next.entries()) {
            const reply = replies[index]
            if (reply) applyReply(sent, reply, policies)(records)
          }
        })
        const [problem] = next.flatMap(({ sent: { id } }, index) => {
          const problem = replies[index]?.problem
          if (!problem) return []
          const count = (failures.get(id) ?? 0) + 1
          failures.set(id, count)
          return finalCodes.includes(problem.code) && count < maxFailures ? [] : problem
        })
        if (problem) throw new ApiError(problem.code, problem.detail, { problem })
      }
    },
    isWaiting: () => [...waiting.values()].some((revision) => revision > feedOf(state).revision),
  }
}
