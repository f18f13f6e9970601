/** Reads the data of the first server-sent event with data, and then disconnects. */
export async function firstEvent(response: Response): Promise<unknown> {
  let text = ''
  // Leaving the loop cancels the body.
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    const data = text
      .split('\n\n')
      .slice(0, -1) // the last one may not be complete
      .flatMap((event) => event.split('\n'))
      .find((line) => line.startsWith('data: '))
    if (data !== undefined) return JSON.parse(data.slice('data: '.length))
  }
  throw new Error(`The stream ended before its first event: ${text}`)
}
