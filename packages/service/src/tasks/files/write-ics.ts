import type { Task } from '@taskpact/contract'
import { type Property, toContentLine } from './content-line.js'

/**
 * Yields tasks as one iCalendar object (RFC 5545), each as a VTODO. Timestamps lose their milliseconds, and texts the control characters
 * that iCalendar cannot represent; every line end in a text becomes a newline.
 */
export async function* toIcs(tasks: AsyncIterable<Task>): AsyncGenerator<string> {
  yield `BEGIN:VCALENDAR\r\n${lines([['version', {}, 'text', '2.0'], productId])}`
  for await (const task of tasks) yield `BEGIN:VTODO\r\n${lines(toProperties(task))}END:VTODO\r\n`
  yield 'END:VCALENDAR\r\n'
}

const productId: Property = ['prodid', {}, 'text', '-//Taskpact//Taskpact//EN']

/** From 1, the highest, to 9 (RFC 5545, section 3.8.1.9). */
const priorities = { high: 1, medium: 5, low: 9 }

function toProperties(task: Task): Property[] {
  const properties: Property[] = [
    ['uid', {}, 'text', task.id],
    // Without a METHOD, the stamp is that of the last change (RFC 5545, section 3.8.7.2).
    moment('dtstamp', task.updatedAt),
    moment('created', task.createdAt),
    moment('last-modified', task.updatedAt),
    text('summary', task.title),
    ['status', {}, 'text', task.completed ? 'COMPLETED' : 'NEEDS-ACTION'],
  ]
  if (task.description) properties.push(text('description', task.description))
  if (task.dueDate) properties.push(['due', {}, 'date', task.dueDate])
  if (task.dueAt) properties.push(moment('due', task.dueAt))
  if (task.completedAt) properties.push(moment('completed', task.completedAt))
  if (task.priority !== 'none') properties.push(['priority', {}, 'integer', priorities[task.priority]])
  if (task.tags.length > 0) properties.push(text('categories', ...task.tags))
  return properties
}

function moment(name: string, instant: string): Property {
  return [name, {}, 'date-time', instant.replace(/\.\d+Z$/, 'Z')]
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
