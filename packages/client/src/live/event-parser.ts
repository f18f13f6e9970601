/** A field `retry`, or an event with its name and its data. */
export type ServerEvent = readonly [name: string, data: string]

/**
 * Returns a function that takes the next part of an event stream and returns the events that are complete (HTML Standard,
 * section 9.2.6). A field `retry` is returned at once, as an event of that name. Ids are left out: pages contain their cursor.
 */
export function createEventParser(): (text: string) => ServerEvent[] {
  let rest = ''
  let name = ''
  let data: string[] = []
  return (text) => {
    const events: ServerEvent[] = []
    const previous = rest
    rest += text
    // A long line that arrives in many parts is searched only once.
    if (!/[\r\n]/.test(previous.slice(-1) + text)) return events
    const lines = rest.split(/\r\n|\n|\r(?!$)/) // the last `\r` may be half of `\r\n`
    rest = lines.pop() as string
    for (const line of lines) {
      const [, field, value = ''] = /^([^:]*):? ?([\s\S]*)/.exec(line) as unknown as [string, string, string?]
      if (line === '') {
        if (data.length > 0) events.push([name, data.join('\n')])
        name = ''
        data = []
      } else if (field === 'event') name = value
      else if (field === 'data') data.push(value)
      else if (field === 'retry') events.push([field, value])
    }
    return events
  }
}
