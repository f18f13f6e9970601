import { setImmediate as yieldToRequests } from 'node:timers/promises'

/** Bytes decoded at once, in at most 5 ms. */
export const sliceLength = 1_000_000

/** Decodes bytes that are UTF-8, and lets other requests run between the slices of a long text. */
export async function decodeInSlices(bytes: Buffer): Promise<string> {
  const slices: string[] = []
  for (let from = 0; from < bytes.length; ) {
    await yieldToRequests()
    let end = Math.min(from + sliceLength, bytes.length)
    while (isContinuation(bytes[end])) end--
    slices.push(bytes.toString('utf8', from, end))
    from = end
  }
  await yieldToRequests()
  const text = slices.join('')
  await yieldToRequests() // before the text is validated
  return text
}

/** Whether the byte is not the first one of a character (RFC 3629, section 3). */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}
