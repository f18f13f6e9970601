import { fillPath as fillTemplate } from '@taskpact/contract/core/path'
import { invalidField } from './invalid-field.js'
import { isWellFormed } from './is-well-formed.js'

/**
 * Replaces each `:name` of a path template with its percent-encoded value (RFC 3986, section 2.1).
 * Throws an ApiError `invalid_input` for a value that is missing, empty, `.`, `..` or not well-formed Unicode: URL parsers
 * resolve dot segments to another path.
 */
export function fillPath(template: string, getValue: (name: string) => unknown): string {
  return fillTemplate(template, (name) => {
    const text = String(getValue(name) ?? '')
    if (/^\.{0,2}$/.test(text) || !isWellFormed(text)) throw invalidField('path', name, 'Cannot be part of a path.')
    return encodeURIComponent(text)
  })
}
