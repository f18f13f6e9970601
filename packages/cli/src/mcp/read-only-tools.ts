import type { Message } from './message.js'
import { type Endpoint, post } from './post.js'

interface Tool {
  readonly name: string
  readonly annotations?: { readonly readOnlyHint?: boolean }
}

/** Returns the message, without tools that may change data if it is a list of tools. */
export function withoutChangingTools(message: Message): Message {
  const { tools } = message.result ?? {}
  return Array.isArray(tools) ? { ...message, result: { ...message.result, tools: tools.filter(isReadOnly) } } : message
}

/** Returns whether a tool only reads, as the list of tools of the server says. Rejects if there is no list. */
export async function isReadOnlyTool(call: Message, endpoint: Endpoint, signal: AbortSignal): Promise<boolean> {
  const { name, _meta } = call.params ?? {}
  for (let cursor: unknown; ; ) {
    let page: Readonly<Record<string, unknown>> = {}
    const params = { ...(_meta && { _meta }), ...(cursor !== undefined && { cursor }) }
    const list: Message = { jsonrpc: '2.0', id: `tools-${crypto.randomUUID()}`, method: 'tools/list', params }
    let failure: Message['error']
    await post(list, endpoint, signal, async ({ result, error }) => {
      page = result ?? page
      failure = error
    })
    if (failure) throw new Error((failure as { readonly message: string }).message)
    const tool = ((page.tools ?? []) as readonly Tool[]).find((one) => one.name === name)
    if (tool) return isReadOnly(tool)
    if (page.nextCursor === undefined) return false
    cursor = page.nextCursor
  }
}

function isReadOnly({ annotations }: Tool): boolean {
  return annotations?.readOnlyHint === true
}
