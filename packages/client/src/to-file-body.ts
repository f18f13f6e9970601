import { invalidField } from './invalid-field.js'
import { isWellFormed } from './is-well-formed.js'

/** A request body that is sent unchanged. */
export interface FileBody {
  readonly mediaType: string
  readonly content: string
  /** Whether the media type determines the format, so that it need not be sent. */
  readonly hasFormat: boolean
}

/**
 * Builds the body of a file upload. Without a format, or with one that has no media type of its own, it has the first of the media types.
 * Throws an ApiError `invalid_input` for content that is not a well-formed string.
 */
export function toFileBody(mediaTypes: Readonly<Record<string, string>>, format: unknown, content: unknown): FileBody {
  const [first = ''] = Object.keys(mediaTypes)
  const name = String(format ?? first)
  const hasFormat = Object.hasOwn(mediaTypes, name)
  if (typeof content !== 'string') throw invalidField('body', 'content', 'Enter text.', 'invalid_type')
  // UTF-8 encoding replaces lone surrogates with U+FFFD.
  if (!isWellFormed(content)) throw invalidField('body', 'content', 'Enter well-formed Unicode.')
  return { mediaType: mediaTypes[hasFormat ? name : first] ?? '', content, hasFormat }
}
