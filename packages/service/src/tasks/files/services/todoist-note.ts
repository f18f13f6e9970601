import type { Fact } from './imported-task.js'
import { isObject, textIn } from './json-access.js'
import type { TodoistRow } from './todoist.js'

/** Returns the comment of a row, and its attachment. */
export function noteOf(row: TodoistRow): Fact[] {
  const { text, attachment } = splitAttachment(row('CONTENT') ?? '')
  const author = row('AUTHOR')?.replace(/ ?\(\d{1,20}\)$/, '') // The number of the user.
  const [date] = /^\d{4}-\d\d-\d\d/.exec(row('DATE') ?? '') ?? []
  const details = [author, date].filter(Boolean).join(', ')
  const facts: Fact[] = [
    [details === '' ? 'Comment' : `Comment (${details})`, text],
    ['Attachment', attachment],
  ]
  return facts.filter(([, value]) => value)
}

const [start, end] = ['[[file ', ']]']

/** Splits a comment that ends with a file, such as `Receipt [[file {"file_name":"a.pdf","file_url":"https://…"}]]`. */
function splitAttachment(content: string): { readonly text: string; readonly attachment?: string } {
  const at = content.indexOf(start)
  if (at < 0 || !content.endsWith(end)) return { text: content }
  const file = parseFile(content.slice(at + start.length, -end.length))
  const attachment = isObject(file)
    ? [textIn(file, 'file_name'), textIn(file, 'file_url')].filter(Boolean).join(' ')
    : ''
  return attachment === '' ? { text: content } : { text: content.slice(0, at).trim(), attachment }
}

function parseFile(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // Text that only looks like a file.
  }
}
