import type { Task } from '@taskpact/contract'
import { type Property, toContentLine } from './content-line.js'

/**
 * Yields tasks as one iCalendar object (RFC 5545), each as a VTODO. Drops milliseconds of timestamps, and control
 * characters that iCalendar cannot represent. Line ends in texts become newlines.
 */
export async function* toIcs(tasks: AsyncIterable<Task>): AsyncGenerator<string> {
  yield `BEGIN:VCALENDAR\r\n${lines([['version', {}, 'text', '2.0'], productId])}`
  let isEmpty = true
  for await (const task of tasks) {
    isEmpty = false
    yield `BEGIN:VTODO\r\n${lines(toProperties(task))}END:VTODO\r\n`
  }
  if (isEmpty) yield utc
  yield 'END:VCALENDAR\r\n'
}

const productId: Property = ['prodid', {}, 'text', '-//Taskpact//Taskpact//EN']

/** A calendar has at least one component (RFC 5545, section 3.6). This one has no effect. */
const utc = `BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\n${lines([
  ['dtstart', {}, 'date-time', '1970-01-01T00:00:00'],
  ['tzoffsetfrom', {}, 'utc-offset', '+00:00'],
  ['tzoffsetto', {}, 'utc-offset', '+00:00'],
])}END:STANDARD\r\nEND:VTIMEZONE\r\n`

/** 1 is the highest, 9 the lowest (RFC 5545, section 3.8.1.9). */
const priorities = { high: 1, medium: 5, low: 9 }

function toProperties(task: Task): Property[] {
  const properties: Property[] = [
    ['uid', {}, 'text', task.id],
    // Without a METHOD, DTSTAMP is the time of the last change (RFC 5545, section 3.8.7.2).
    dateTime('dtstamp', task.updatedAt),
    dateTime('created', task.createdAt),
    dateTime('last-modified', task.updatedAt),
    text('summary', task.title),
    ['status', {}, 'text', task.completed ? 'COMPLETED' : 'NEEDS-ACTION'],
  ]
  if (task.description) properties.push(text('description', task.description))
  if (task.dueDate) properties.push(['due', {}, 'date', task.dueDate])
  if (task.dueAt) properties.push(dateTime('due', task.dueAt))
  if (task.completedAt) properties.push(dateTime('completed', task.completedAt))
  if (task.priority !== 'none') properties.push(['priority', {}, 'integer', priorities[task.priority]])
  if (task.tags.length > 0) properties.push(text('categories', ...task.tags))
  return properties
}

function dateTime(name: string, timestamp: string): Property {
  return [name, {}, 'date-time', timestamp.replace(/\.\d+Z$/, 'Z')]
}

function text(name: string, ...values: string[]): Property {
  return [name, {}, 'text', ...values.map(withoutControls)]
}

function withoutControls(value: string): string {
  return value.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
}

function lines(properties: readonly Property[]): string {
  return properties.map(toContentLine).join('')
}
