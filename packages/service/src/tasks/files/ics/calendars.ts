import { taskLimits } from '@taskpact/contract'
import type { IgnoredNames } from '../ignored-names.js'
import { invalidContent, tooManyTasks } from '../invalid-content.js'
import { timeSlice } from '../time-slice.js'
import { type ContentLine, contentLines, textOf } from './content-lines.js'
import { type ToUtc, timeZoneOf } from './time-zone.js'

export interface Calendar {
  /** The display name that most programs write. */
  name?: string
  /** The IANA zone of local times without a zone. */
  zone?: string
  /** Conversions by TZID. */
  readonly zones: Map<string, ToUtc>
  readonly todos: Todo[]
}

/** The content lines of a VTODO, and those of its alarms. */
export interface Todo {
  readonly lines: ContentLine[]
  readonly alarms: ContentLine[]
}

const maxDepth = 64
/** Content lines of one task, of its alarms, or of a part of a time zone. */
const maxLines = 1000
const maxTimeZones = 1000

/** Yields each calendar of a file when it ends, because a time zone may follow the tasks that refer to it. */
export async function* calendarsOf(content: string, ignored: IgnoredNames): AsyncGenerator<Calendar> {
  const pause = timeSlice()
  const open: string[] = []
  const components = openComponents(ignored)
  for (const line of contentLines(content)) {
    const paused = pause()
    if (paused) await paused
    if (!line) continue
    if (line.name === '') ignored.add('lines without a colon')
    else if (line.name === 'BEGIN') {
      open.push(line.value.trim().toUpperCase())
      if (open.length > maxDepth) throw invalidContent(`Nest at most ${maxDepth} components.`)
      components.begin(open)
    } else if (line.name === 'END') {
      const ended = line.value.trim().toUpperCase()
      if (open.at(-1) !== ended) throw invalidContent('End each component before the one around it.')
      const calendar = components.end(open)
      if (calendar) yield calendar
      open.pop()
    } else components.add(open, line)
  }
  if (open.length > 0) throw invalidContent('End the file with END:VCALENDAR.')
}

/** Collects the components that tasks need. Components are named by their path, the outermost first. */
function openComponents(ignored: IgnoredNames) {
  let calendar: Calendar = { zones: new Map(), todos: [] }
  let todo: Todo = { lines: [], alarms: [] }
  let zone: { id: string; readonly observances: ContentLine[][] } = { id: '', observances: [] }
  let todoCount = 0
  const addLine = (lines: ContentLine[], line: ContentLine) => {
    if (lines.length < maxLines) lines.push(line)
    else ignored.add(`${line.name} after the first ${maxLines} lines of a component`)
  }
  return {
    begin([, name, nested, ...deeper]: readonly string[]): void {
      if (name === undefined) calendar = { zones: new Map(), todos: [] }
      else if (nested === undefined) {
        if (name === 'VTODO') todo = { lines: [], alarms: [] }
        else if (name === 'VTIMEZONE') zone = { id: '', observances: [] }
        else ignored.add(name)
      } else if (name === 'VTIMEZONE' && deeper.length === 0) zone.observances.push([])
    },

    add([, name, nested, ...deeper]: readonly string[], line: ContentLine): void {
      if (name === undefined) addProperty(calendar, line)
      else if (name === 'VTODO' && nested === undefined) addLine(todo.lines, line)
      else if (name === 'VTODO' && nested === 'VALARM') addLine(todo.alarms, line)
      else if (name === 'VTIMEZONE' && nested === undefined && line.name === 'TZID') zone.id = textOf(line)
      else if (name === 'VTIMEZONE' && nested !== undefined && deeper.length === 0)
        addLine(zone.observances.at(-1) ?? [], line)
    },

    /** Returns the calendar if it is what has ended. */
    end([, name, nested]: readonly string[]): Calendar | undefined {
      if (name === undefined) return calendar
      if (nested !== undefined) return undefined
      if (name === 'VTODO') {
        if (++todoCount > taskLimits.fileTasks) throw tooManyTasks()
        calendar.todos.push(todo)
      }
      if (name === 'VTIMEZONE') {
        const toUtc = timeZoneOf(zone.observances)
        if (calendar.zones.size === maxTimeZones)
          throw invalidContent(`Use at most ${maxTimeZones} time zones in a calendar.`)
        if (toUtc) calendar.zones.set(zone.id, toUtc)
      }
      return undefined
    },
  }
}

function addProperty(calendar: Calendar, line: ContentLine): void {
  if (line.name === 'X-WR-CALNAME' || line.name === 'NAME') calendar.name = textOf(line)
  if (line.name === 'X-WR-TIMEZONE') calendar.zone = textOf(line)
}
