import {
  CalendarDate,
  Description,
  foldCase,
  type ImportedTask,
  maxDescription,
  maxTags,
  maxTitle,
  type Priority,
  Tag,
  TaskId,
  TimestampInput,
  Title,
} from '@taskpact/contract'
import type * as z from 'zod'
import type { IgnoredNames } from '../ignored-names.js'
import type { Due } from './due.js'

/** A task of another service. Texts are as in its file. */
export interface ForeignTask {
  /** Kept if it is a UUID. */
  readonly id?: string | undefined
  readonly title: string
  readonly notes?: string | undefined
  readonly priority?: Priority | undefined
  /** Names of labels, lists and projects. */
  readonly tags?: readonly string[]
  readonly due?: Due | undefined
  readonly completed: boolean
  readonly completedAt?: string | undefined
  readonly createdAt?: string | undefined
  /** What no field can contain: a label and a text. Becomes lines of the description. */
  readonly facts?: readonly Fact[]
}

export type Fact = readonly [label: string, text: string | undefined]

/**
 * Returns the task to import. Sets every field, so that an existing task becomes equal to that of the file. What does not fit its field
 * becomes part of the description: the full text of a long title, tags that are invalid or too many, invalid dates. Text after the
 * maximum length of a description is reported as ignored.
 */
export function toImportedTask(task: ForeignTask, ignored: IgnoredNames): z.input<typeof ImportedTask> {
  const notes = clean(task.notes ?? '')
  const { title, isShortened } = toTitle(clean(task.title), notes)
  const { tags, others } = toTags(task.tags ?? [], ignored)
  const { dueDate = null, dueAt = null, facts: dueFacts = [] } = toDue(task.due)
  const created = toTimestamp('Created', task.createdAt)
  const completed = toTimestamp('Completed', task.completed ? task.completedAt : undefined)
  const facts = [
    ...(task.facts ?? []),
    ...dueFacts,
    ...created.facts,
    ...completed.facts,
    ['Tags', others.join(', ')] as const,
  ]
  const paragraphs = [isShortened ? clean(task.title).trim() : '', notes, toLines(facts, ignored)]
  return {
    ...(TaskId.safeParse(task.id).success && { id: task.id }),
    title,
    description: toDescription(paragraphs.filter((text) => text.trim() !== '').join('\n\n'), ignored),
    priority: task.priority ?? 'none',
    tags,
    dueDate,
    dueAt,
    completed: task.completed,
    completedAt: completed.timestamp ?? null,
    ...(created.timestamp !== undefined && { createdAt: created.timestamp }),
  }
}

/** Removes what cannot be stored: NUL and lone surrogates. */
function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** A task without a title is named by the first line of its notes. */
function toTitle(title: string, notes: string): { readonly title: string; readonly isShortened: boolean } {
  if (Title.safeParse(title).success) return { title, isShortened: false }
  const short = shorten(Title, title.trim(), maxTitle)
  if (short !== undefined) return { title: short, isShortened: true }
  const [line = ''] = /\S.*/u.exec(notes.slice(0, 10_000)) ?? []
  const named = Title.safeParse(line).success ? line : shorten(Title, line.trim(), maxTitle)
  return { title: named ?? 'Untitled', isShortened: title.trim() !== '' }
}

/** Name by which text that is too long for a description is reported. */
export const textAfterDescription = `text after ${maxDescription} characters`

function toDescription(text: string, ignored: IgnoredNames): string | null {
  if (text === '') return null
  if (Description.safeParse(text).success) return text
  const short = shorten(Description, text, maxDescription)
  if (short !== undefined) ignored.add(textAfterDescription)
  return short ?? text
}

/** NFC has at most three times as many code points (Unicode FAQ, normalization). */
const nfcExpansion = 3

/** Returns the longest tried beginning of a text, with an ellipsis, or undefined if the text is invalid but not too long. */
function shorten(schema: z.ZodType<string, string>, text: string, max: number): string | undefined {
  for (const length of [max, Math.floor(max / nfcExpansion)]) {
    const characters = [...text.slice(0, 2 * length)]
    if (characters.length <= length && 2 * length >= text.length) continue
    const short = `${characters.slice(0, length - 1).join('')}…`
    if (schema.safeParse(short).success) return short
  }
  return undefined
}

/** Longer names are not looked at: many tasks can have the same one, such as the name of their list. */
const maxTagLength = 1000

/** Names that are looked at, so that one task does not take long. */
const maxNames = 1000

/** Tags of the same letters count as one. */
function toTags(
  names: readonly string[],
  ignored: IgnoredNames,
): { readonly tags: string[]; readonly others: string[] } {
  if (names.length > maxNames) ignored.add(`tags after the first ${maxNames} of a task`)
  const tags = new Map<string, string>()
  const others = new Set<string>()
  for (const name of names.slice(0, maxNames)) {
    const tag = name.length > maxTagLength ? undefined : Tag.safeParse(name).data
    if (tag !== undefined && (tags.size < maxTags || tags.has(foldCase(tag)))) {
      if (!tags.has(foldCase(tag))) tags.set(foldCase(tag), tag)
    } else if (name.trim() !== '') others.add(clean(name.slice(0, 2 * maxDescription)).trim())
  }
  return { tags: [...tags.values()], others: [...others] }
}

function toDue(due: Due | undefined): Due & { readonly facts?: readonly Fact[] } {
  const { dueDate, dueAt, dueTime } = due ?? {}
  if (dueAt !== undefined && TimestampInput.safeParse(dueAt).success) return { dueAt }
  if (dueDate !== undefined && CalendarDate.safeParse(dueDate).success)
    return { dueDate, ...(dueTime !== undefined && { facts: [['Due time', dueTime]] }) }
  return { facts: [['Due', dueAt ?? dueDate]] }
}

function toTimestamp(
  label: string,
  text: string | undefined,
): { readonly timestamp?: string; readonly facts: readonly Fact[] } {
  if (text === undefined || text === '') return { facts: [] }
  return TimestampInput.safeParse(text).success ? { timestamp: text, facts: [] } : { facts: [[label, text]] }
}

/** Looks at no more text than fits a description: many tasks can have the same long text, such as the title of their parent. */
function toLines(facts: readonly Fact[], ignored: IgnoredNames): string {
  const lines = new Set<string>()
  let length = 0
  for (const [label, whole] of facts) {
    if (length > 2 * maxDescription) {
      ignored.add(textAfterDescription)
      break
    }
    const text = whole?.slice(0, 2 * maxDescription + 1).trim() // A character has at most two code units.
    if (!text) continue
    const line = clean(`${label}: ${text}`)
    if (!lines.has(line)) length += line.length
    lines.add(line)
  }
  return [...lines].join('\n')
}
