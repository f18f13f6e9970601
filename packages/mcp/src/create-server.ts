import {
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server'
import { challengeOf, type ErrorTable } from '@taskpact/contract/core'
import { type Call, type Caller, type Perform, ServiceError } from '@taskpact/engine'
import { wantsFull } from './detail.js'
import type { ServerIdentity } from './mcp-options.js'
import type { Message } from './parse-message.js'
import { passThrough } from './pass-through.js'
import { type Prompt, valuesOf } from './prompts.js'
import type { ReadableResource } from './resources.js'
import { aboutResponses, toFailureText, toText } from './response-text.js'
import { type CallOrigin, type Fields, toCall, toReadCall } from './to-call.js'
import { isVisible, type Tool } from './tools.js'

/** What a server offers to every client. */
export interface Offered {
  readonly server: ServerIdentity
  readonly tools: readonly Tool[]
  readonly resources: readonly ReadableResource[]
  readonly prompts: readonly Prompt[]
  readonly errors: ErrorTable
  readonly perform: Perform
  readonly onInternalError: (error: unknown, requestId: string) => void
}

/** One message of a client. */
export interface Exchange extends CallOrigin {
  readonly caller: Caller
  readonly message: Message
  /** Called before an operation is called. */
  readonly onCall: () => void
  /** The failure of a call that the client needs another token for. It becomes the HTTP response. */
  refusal: ServiceError<string> | undefined
}

/** Lists depend on the token, so only its client may store them. */
const list = { ttlMs: 300_000, cacheScope: 'private' } as const
const cacheHints = {
  'server/discover': list,
  'tools/list': list,
  'prompts/list': list,
  'resources/list': list,
  'resources/templates/list': list,
}
/** No list changes while a server runs, and no client is notified. */
const fixed = { listChanged: false }

/** The SDK would create a validator for each server. Nothing needs it, because no tool asks the user for input. */
const jsonSchemaValidator = {
  getValidator(): never {
    throw new TypeError('There is nothing to validate')
  },
}

/** Creates the server of one exchange, with only what its message names. */
export function createServer(offered: Offered, exchange: Exchange): McpServer {
  const { instructions: ownInstructions, ...info } = offered.server
  const instructions = `${ownInstructions} ${aboutResponses}`
  const capabilities = { tools: fixed, prompts: fixed, resources: fixed }
  const server = new McpServer(info, { instructions, capabilities, cacheHints, jsonSchemaValidator })
  const { method, params } = exchange.message
  const isNamed = ({ name }: { readonly name: string }) => name === params.name
  if (method === 'tools/list')
    for (const tool of offered.tools)
      if (isVisible(tool.operation, exchange.caller)) addTool(server, tool, offered, exchange)
  // A tool that the token does not allow is refused by the engine, so that the client can ask for the scope.
  if (method === 'tools/call')
    for (const tool of offered.tools.filter(isNamed)) addTool(server, tool, offered, exchange)
  if (method === 'prompts/list') for (const prompt of offered.prompts) addPrompt(server, prompt, params)
  if (method === 'prompts/get') for (const prompt of offered.prompts.filter(isNamed)) addPrompt(server, prompt, params)
  if (method.startsWith('resources/'))
    for (const resource of offered.resources) addResource(server, resource, offered, exchange)
  return server
}

function addTool(server: McpServer, tool: Tool, offered: Offered, exchange: Exchange): void {
  const { name, title, description, annotations, inputSchema } = tool
  const definition = { title, description, annotations, inputSchema: passThrough(inputSchema) }
  server.registerTool(name, definition, async () => {
    // The SDK has checked that they are an object, but its copy lacks some names.
    const { arguments: input = {}, _meta: meta } = exchange.message.params
    try {
      const output = await run(toCall(tool, exchange, { input: input as Fields, meta }), offered, exchange)
      return { content: [text(toText(output, tool.hasDetail && wantsFull(input as Fields) === true))] }
    } catch (error) {
      const failure = error as ServiceError<string>
      return { isError: true, content: [text(toFailureText(offered.errors, failure, exchange.context.requestId))] }
    }
  })
}

function addPrompt(server: McpServer, prompt: Prompt, params: Message['params']): void {
  const { name, title, description } = prompt
  const properties = Object.fromEntries(
    prompt.arguments.map((argument) => [argument.name, { type: 'string', description: argument.description }]),
  )
  const argsSchema = passThrough({ type: 'object', properties })
  server.registerPrompt(name, { title, description, argsSchema }, () => ({
    messages: [{ role: 'user', content: text(prompt.text(valuesOf(prompt, params.arguments))) }],
  }))
}

function addResource(server: McpServer, resource: ReadableResource, offered: Offered, exchange: Exchange): void {
  const { name, title, description, uriTemplate, operation } = resource
  if (!isVisible(operation, exchange.caller) && exchange.message.method !== 'resources/read') return
  const template = new ResourceTemplate(uriTemplate, { list: undefined })
  const mimeType = 'application/json'
  server.registerResource(name, template, { title, description, mimeType }, async (uri, variables) => {
    try {
      const output = await run(toReadCall(operation, exchange, variables), offered, exchange)
      return { contents: [{ uri: uri.href, mimeType, text: toText(output, true) }] }
    } catch (error) {
      throw toProtocolError(error as ServiceError<string>, uri.href, offered, exchange)
    }
  })
}

/** Runs a call. Rejects with a ServiceError and nothing else. */
async function run(call: Call, { perform, onInternalError }: Offered, exchange: Exchange): Promise<unknown> {
  const { context } = exchange
  exchange.onCall()
  try {
    const result = await perform(call)
    context.applyEffects(result)
    return result.output
  } catch (error) {
    const failure = ServiceError.from(error)
    if (challengeOf(failure) !== undefined) exchange.refusal = failure
    else {
      context.applyEffects(failure.effects)
      if (failure.isInternal) onInternalError(failure, context.requestId)
    }
    throw failure
  }
}

/** A URI that no resource can have is as unknown as one that none has. */
function toProtocolError(failure: ServiceError<string>, uri: string, { errors }: Offered, exchange: Exchange): Error {
  if (failure.code === 'not_found' || failure.code === 'invalid_input') return new ResourceNotFoundError(uri)
  const data = JSON.parse(toFailureText(errors, failure, exchange.context.requestId)) as unknown
  return new ProtocolError(ProtocolErrorCode.InternalError, failure.detail, data)
}

function text(content: string) {
  return { type: 'text' as const, text: content }
}
