import { unsendable } from './unsendable.js'

/** A body that is sent as it is. */
export interface FileBody {
  readonly mediaType: string
  readonly content: string
}

/**
 * The file that is the body of a call. Its format is the first of the types where none is given.
 * Throws an ApiError `invalid_input` for a format that is none of them, and for a content that is no text.
 */
export function toFile(types: Readonly<Record<string, string>>, format: unknown, content: unknown): FileBody {
  const known = Object.keys(types)
  const found = known.find((name) => name === (format === undefined ? known[0] : format))
  const mediaType = found === undefined ? undefined : types[found]
  if (mediaType === undefined) throw unsendable('body', 'format', `Must be one of ${known.join(', ')}`)
  if (typeof content !== 'string') throw unsendable('body', 'content', 'Must be a string')
  // To send it as UTF-8 would put other characters in the place of lone surrogates.
  if (!content.isWellFormed()) throw unsendable('body', 'content', 'Must be well-formed Unicode')
  return { mediaType, content }
}
