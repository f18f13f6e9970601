/** Reads a response of a limited size. Throws an Error for a larger one: real ones of an issuer have a few kilobytes. */
export async function boundedResponse(url: string, response: Response, maxBytes = 262_144): Promise<Response> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new Error(`The response of ${url} is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  // Some statuses allow no body, not even an empty one.
  return new Response(size === 0 ? null : Buffer.concat(chunks), {
    status: response.status,
    headers: response.headers,
  })
}
