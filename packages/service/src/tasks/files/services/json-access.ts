import { taskLimits } from '@taskpact/contract'
import type { IgnoredNames } from '../ignored-names.js'

/** An object of a JSON file, of which nothing is known. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns a member if it is an object, else an empty object. */
export function objectIn(object: JsonObject, name: string): JsonObject {
  const value = memberIn(object, name)
  return isObject(value) ? value : {}
}

/** With one more item than tasks in a file, a list of tasks is refused, and no other list needs as many. */
const maxItems = taskLimits.fileTasks + 1

/** Returns the objects of a member that is a list, else nothing. */
export function objectsIn(object: JsonObject, name: string): JsonObject[] {
  const value = memberIn(object, name)
  return Array.isArray(value) ? value.slice(0, maxItems).filter(isObject) : []
}

/** Returns a member if it is text that is not empty. */
export function textIn(object: JsonObject, name: string): string | undefined {
  const value = memberIn(object, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Returns the texts of a member that is a list, else nothing. */
export function textsIn(object: JsonObject, name: string): string[] {
  const value = memberIn(object, name)
  return Array.isArray(value) ? value.slice(0, maxItems).filter((text): text is string => typeof text === 'string') : []
}

/** Returns a member if it is a number other than 0, which means absent in the files that have numbers. */
export function numberIn(object: JsonObject, name: string): number | undefined {
  const value = memberIn(object, name)
  return typeof value === 'number' && value !== 0 ? value : undefined
}

/** Returns the timestamp of a member with milliseconds since 1970. */
export function timestampIn(object: JsonObject, name: string): string | undefined {
  const milliseconds = numberIn(object, name)
  const date = new Date(milliseconds ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? milliseconds?.toString() : date.toISOString()
}

/** Returns the value of a name in a table, if it has it. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
}

/** Returns whether an object has a member that is a list. */
export function hasList(object: JsonObject, name: string): boolean {
  return Array.isArray(memberIn(object, name))
}

/** Own members only: a file can name those that every object inherits. */
function memberIn(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** Reports the members that a reader does not use. Members without a value have nothing to lose. */
export function reportOthers(object: JsonObject, used: ReadonlySet<string>, ignored: IgnoredNames): void {
  for (const [name, value] of Object.entries(object)) if (!used.has(name) && hasValue(value)) ignored.add(name)
}

function hasValue(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}

/** Returns a set of the names in a text, which are separated by spaces. */
export function names(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
