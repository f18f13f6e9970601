import ICAL from 'ical.js'

/** A property of jCal (RFC 7265): its name, parameters and type, then its values. */
export type Property = [name: string, parameters: Record<string, string>, type: string, ...values: (string | number)[]]

/** Returns the property as a content line of iCalendar (RFC 5545, section 3.1), escaped and folded, with its line end. */
export function toContentLine(property: Property): string {
  return `${fold(ICAL.stringify.property(property, ICAL.design.icalendar, true))}\r\n`
}

const maxOctets = 75

/** Folds a line at 75 octets. Done here because the library does not count the space at the start of a folded line. */
function fold(line: string): string {
  if (Buffer.byteLength(line) <= maxOctets) return line
  let folded = ''
  let octets = 0
  for (const character of line) {
    const length = Buffer.byteLength(character)
    if (octets + length > maxOctets) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += length
  }
  return folded
}
