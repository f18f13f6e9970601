import type { ServerResponse } from 'node:http'

/**
 * Lets V8 store the head of a response, which Node keeps as long as the response, as one string instead of its 70 parts. Saves memory
 * for each open stream (PERFORMANCE.md, Streams).
 */
export function compactHead(res: ServerResponse): void {
  const { _header: head } = res as { readonly _header?: unknown }
  if (typeof head === 'string') /\n$/.test(head) // searching a string makes it flat
}
