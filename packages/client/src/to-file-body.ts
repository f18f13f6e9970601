import { invalidField } from './invalid-field.js'

/** A request body that is sent unchanged. */
export interface FileBody {
  readonly mediaType: string
  readonly content: string
}

/**
 * Builds the body of a file upload. Without a format, it has the first of the media types.
 * Throws an ApiError `invalid_input` for an unknown format and for content that is not a well-formed string.
 */
export function toFileBody(mediaTypes: Readonly<Record<string, string>>, format: unknown, content: unknown): FileBody {
  const formats = Object.keys(mediaTypes)
  const selected = formats.find((name) => name === (format === undefined ? formats[0] : format))
  const mediaType = selected === undefined ? undefined : mediaTypes[selected]
  if (mediaType === undefined)
    throw invalidField('body', 'format', `Enter one of ${formats.join(', ')}.`, 'invalid_value')
  if (typeof content !== 'string') throw invalidField('body', 'content', 'Enter text.', 'invalid_type')
  // UTF-8 encoding replaces lone surrogates with U+FFFD.
  if (!content.isWellFormed()) throw invalidField('body', 'content', 'Enter well-formed Unicode.')
  return { mediaType, content }
}
