/** A content line of iCalendar (RFC 5545, section 3.1), unfolded. */
export interface ContentLine {
  /** In upper case. */
  readonly name: string
  /** As in the file, such as `;VALUE=DATE`, or empty. */
  readonly parameters: string
  /** Escaped as in the file. */
  readonly value: string
}

/** Maximum characters of a line. Longer than every field, even if each character is escaped; the rest is skipped. */
const maxLength = 50_000
const foldsInSlice = 1000

/**
 * Yields the content lines of a file. A line without a colon has an empty name. Within a line of many folds it yields undefined, so that
 * the caller can let other requests run. `ical.js` is not used to read: it ends at the first invalid line, reads the whole file at once,
 * and does not recognize the comma after a value that ends with a backslash.
 */
export function* contentLines(text: string): Generator<ContentLine | undefined> {
  for (let at = 0; at < text.length; ) {
    let end = lineEnd(text, at)
    let line = text.slice(at, Math.min(at + maxLength, withoutReturn(text, at, end)))
    for (let folds = 1; text[end + 1] === ' ' || text[end + 1] === '\t'; folds++) {
      at = end + 2
      end = lineEnd(text, at)
      const space = maxLength - line.length
      if (space > 0) line += text.slice(at, Math.min(at + space, withoutReturn(text, at, end)))
      if (folds % foldsInSlice === 0) yield undefined
    }
    at = end + 1
    if (line !== '') yield toContentLine(line)
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

function withoutReturn(text: string, from: number, end: number): number {
  return end > from && text[end - 1] === '\r' ? end - 1 : end
}

/** Maximum characters of a name with its parameters. */
const maxHead = 2000

function toContentLine(line: string): ContentLine {
  const colon = headEnd(line)
  if (colon < 0) return { name: '', parameters: '', value: line }
  const semicolon = line.indexOf(';')
  const nameEnd = semicolon < 0 || semicolon > colon ? colon : semicolon
  return {
    name: line.slice(0, nameEnd).trim().toUpperCase(),
    parameters: line.slice(nameEnd, colon),
    value: line.slice(colon + 1),
  }
}

/** Returns the position of the first colon that is not in a quoted parameter, or -1. */
function headEnd(line: string): number {
  let isQuoted = false
  for (let at = 0; at < line.length && at < maxHead; at++) {
    if (line[at] === '"') isQuoted = !isQuoted
    else if (line[at] === ':' && !isQuoted) return at
  }
  return -1
}

const parameterPatterns = {
  TZID: /;TZID=(?:"([^"]*)"|([^";:,]*))/i,
  VALUE: /;VALUE=(?:"([^"]*)"|([^";:,]*))/i,
  RELTYPE: /;RELTYPE=(?:"([^"]*)"|([^";:,]*))/i,
}

/** Returns the value of a parameter. */
export function parameterOf(
  { parameters }: Pick<ContentLine, 'parameters'>,
  name: keyof typeof parameterPatterns,
): string | undefined {
  const found = parameterPatterns[name].exec(parameters)
  return found?.[1] ?? found?.[2]
}

/** Returns the text of a value (RFC 5545, section 3.3.11). */
export function textOf({ value }: Pick<ContentLine, 'value'>): string {
  return value.replace(/\\([\\;,nN])/g, (_, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped))
}

/** Yields the texts of a list that is separated by commas. */
export function* textsOf({ value }: Pick<ContentLine, 'value'>): Generator<string> {
  let start = 0
  for (let at = 0; at <= value.length; at++) {
    if (value[at] === '\\') at++
    else if (at === value.length || value[at] === ',') {
      yield textOf({ value: value.slice(start, at) })
      start = at + 1
    }
  }
  if (start < value.length && value.endsWith('\\')) yield textOf({ value: value.slice(start) })
}
