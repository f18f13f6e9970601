import type { Task } from '@taskpact/contract'
import type { Draft, Edit } from './draft.js'
import { type Field, type Fields, fieldsOf, isSame } from './fields.js'
import { mergeLines } from './merge-lines.js'

/** Two changes of one text. */
export interface TextConflict {
  /** The text on which both changes are based. */
  readonly base: string | null
  readonly mine: string | null
  readonly theirs: string | null
}

/**
 * How to resolve a text that was changed on both sides: `mine` keeps the text of this device, `theirs` that of the server, and the other one is
 * added to `conflicts`. `merge` merges changes of different lines; if they overlap, or a text has more than 1,000 lines, `mine` applies.
 * A function returns the merged text, and nothing is added to `conflicts`; it can be called several times, so it must depend on its
 * argument only. If it throws, `mine` applies.
 */
export type TextPolicy<Text> = 'mine' | 'theirs' | 'merge' | ((conflict: TextConflict) => Text)

/** What to do if a text was changed here and elsewhere. Default: `mine`, and `merge` for descriptions. */
export interface ConflictPolicies {
  readonly title?: TextPolicy<string> | undefined
  readonly description?: TextPolicy<string | null> | undefined
}

/** A conflict that the merge of a task leaves. */
interface FieldConflict extends TextConflict {
  readonly kind: 'text'
  readonly field: keyof ConflictPolicies
}

const defaults: Required<ConflictPolicies> = { title: 'mine', description: 'merge' }

/**
 * Merges the edits of a draft with the task on the server, field by field. An edit that equals the value of the server is done. If only
 * this device changed a field, the edit stays. If both did, tags keep the additions and removals of both; texts follow the policy, and a
 * replaced one is returned as a conflict; of other fields the edit wins, because it reaches the server last.
 */
export function mergeEdits(
  { edits }: Pick<Draft, 'edits'>,
  task: Task,
  policies: ConflictPolicies,
): { edits: Draft['edits']; conflicts: FieldConflict[] } {
  const merged: Record<string, Edit> = {}
  const conflicts: FieldConflict[] = []
  const now = fieldsOf(task)
  for (const [name, edit] of Object.entries(edits) as [Field, Edit][]) {
    const theirs = now[name]
    if (isSame(edit.to, theirs)) continue
    let to = edit.to
    if (![edit.from, ...edit.sent].some((known) => isSame(known, theirs))) {
      if (name === 'tags') to = mergeTags(edit as Edit<Fields['tags']>, now.tags)
      if (name === 'title' || name === 'description') {
        const conflict = { kind: 'text', field: name, base: edit.from, mine: edit.to, theirs } as FieldConflict
        const policy = policies[name] ?? defaults[name]
        to = mergeTexts(policy, conflict)
        if (to === undefined) {
          conflicts.push(conflict)
          to = policy === 'theirs' ? theirs : edit.to
        }
      }
    }
    if (!isSame(to, theirs)) merged[name] = { from: theirs, to, sent: [] }
  }
  return { edits: merged, conflicts }
}

/** Returns undefined if one text has to replace the other one. */
function mergeTexts(policy: ConflictPolicies['description'], conflict: TextConflict): string | null | undefined {
  if (typeof policy !== 'function') return policy === 'merge' ? mergeLines(conflict) : undefined
  try {
    return policy(conflict)
  } catch {
    return undefined // a mistake of the application must not stop the synchronization
  }
}

/** Applies the additions and removals of this side to the tags of the server. */
function mergeTags({ from, to }: Edit<Fields['tags']>, theirs: Fields['tags']): Fields['tags'] {
  const fold = (tag: string) => tag.toLowerCase().toUpperCase()
  const find = (tags: Fields['tags'], tag: string) => tags.find((other) => fold(other) === fold(tag))
  const kept = theirs.flatMap((tag) => {
    const mine = find(to, tag)
    if (find(from, tag) === undefined) return tag
    if (mine === undefined) return []
    return from.includes(mine) ? tag : mine
  })
  return [...kept, ...to.filter((tag) => find(from, tag) === undefined && find(kept, tag) === undefined)]
}
