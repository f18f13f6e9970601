/** A `fetch` that tells, while an answer comes in, how many bytes of it have. */
export function countingFetch(onBytes: (bytes: number) => void, send: typeof fetch = fetch): typeof fetch {
  return async (input, init) => {
    const answer = await send(input, init)
    if (!answer.body) return answer
    let bytes = 0
    const counted = answer.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          bytes += chunk.byteLength
          onBytes(bytes)
          controller.enqueue(chunk)
        },
      }),
    )
    return new Response(counted, answer)
  }
}
