import { timeSlice } from './time-slice.js'

const sliceLength = 4096

/** Yields a text in slices, without splitting a surrogate pair. Lets other requests run in between. */
export async function* textSlices(text: string): AsyncGenerator<string> {
  const pause = timeSlice()
  for (let at = 0; at < text.length; ) {
    const end = at + sliceLength
    const isSplit = end < text.length && (text.charCodeAt(end) & 0xfc00) === 0xdc00
    const next = isSplit ? end + 1 : end
    yield text.slice(at, next)
    at = next
    await pause()
  }
}
