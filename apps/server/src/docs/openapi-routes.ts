import type { Operation } from '@taskpact/contract'
import {
  type AppAccess,
  createDocument,
  taskpact,
  taskpactForApps,
  toJson,
  toLlmsTxt,
  toMarkdown,
  toVersion32,
  toYaml,
} from '@taskpact/openapi'
import { type Request, type Response, Router } from 'express'
import { contextOf } from '../http/request-context.js'
import { lazy } from './lazy.js'
import { type StaticResponse, sendStatic, staticResponse } from './static-response.js'

/** Maximum number of prefixes whose documents are cached. Each proxy in front of the server has one. */
const maxCachedPrefixes = 4

/** Stands for the URL of the server in the text of the document, which is created once. */
const serverUrl = '/url-of-the-server'

/** Relative references, so that they work behind a proxy that strips a prefix of the path. */
const links = {
  reference: 'docs.md',
  documents: {
    'OpenAPI 3.1 as JSON': 'openapi.json',
    'OpenAPI 3.1 as YAML': 'openapi.yaml',
    'OpenAPI 3.2 as JSON': 'openapi-3.2.json',
  },
}

/**
 * Serves the OpenAPI document, which is created at the first request so that it does not slow down the start. `servers` contains the
 * prefix that a proxy has removed from the path. As Markdown it is at the URL of the page `/docs` with `.md` appended, which
 * https://llmstxt.org recommends; `/llms.txt` is an overview of it. Without an authorization server they have nothing about it.
 */
export function openApiRoutes(
  operations: readonly Operation[],
  version: string,
  findAccess: () => Promise<AppAccess | undefined> = async () => undefined,
): Router {
  const create = byLatest((access: AppAccess | undefined) => createDocuments(operations, version, access))
  const documents = async () => create(await findAccess())
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/openapi.json', async (req, res) => send(req, res, 'json', (await documents()).json(prefixOf(req))))
  router.get('/openapi-3.2.json', async (req, res) => send(req, res, 'json', (await documents()).json32(prefixOf(req))))
  router.get('/openapi.yaml', async (req, res) =>
    send(req, res, 'application/yaml', await (await documents()).yaml(prefixOf(req))),
  )
  router.get('/docs.md', async (req, res) => sendStatic(req, res, 'md', (await documents()).markdown()))
  router.get('/llms.txt', async (req, res) => sendStatic(req, res, 'txt', (await documents()).llmsTxt()))
  return router
}

function createDocuments(operations: readonly Operation[], version: string, access: AppAccess | undefined) {
  const options = access ? taskpactForApps(access) : taskpact
  const document = lazy(() => {
    const created = createDocument(operations, { ...options, version })
    return { ...created, servers: (created.servers ?? []).map((server) => ({ ...server, url: serverUrl })) }
  })
  const jsonText = lazy(() => toJson(document()))
  const json32Text = lazy(() => toJson(toVersion32(document(), operations, options.oauth)))
  const yamlText = lazy(() => toYaml(document()))
  const at = (text: string, prefix: string) => staticResponse(text.replace(serverUrl, () => prefix || '/'))
  return {
    json: cachedByPrefix((prefix) => at(jsonText(), prefix)),
    json32: cachedByPrefix((prefix) => at(json32Text(), prefix)),
    yaml: cachedByPrefix(async (prefix) => at(await yamlText(), prefix)),
    markdown: lazy(() => staticResponse(toMarkdown(document()))),
    llmsTxt: lazy(() => staticResponse(toLlmsTxt(document(), links))),
  }
}

/** Returns a function that keeps the value of the latest argument. */
function byLatest<A, T extends object>(create: (argument: A) => T): (argument: A) => T {
  let latest: { readonly argument: A; readonly value: T } | undefined
  return (argument) => {
    if (latest?.argument !== argument || !latest) latest = { argument, value: create(argument) }
    return latest.value
  }
}

function prefixOf(req: Request): string {
  return contextOf(req).prefix ?? ''
}

function send(req: Request, res: Response, type: string, response: StaticResponse): void {
  res.vary('X-Forwarded-Prefix')
  sendStatic(req, res, type, response)
}

/** Returns a function that creates the value of a prefix once, until more recent prefixes replace it in the cache. */
function cachedByPrefix<T>(create: (prefix: string) => T): (prefix: string) => T {
  const cached = new Map<string, T>()
  return (prefix) => {
    const value = cached.get(prefix) ?? create(prefix)
    cached.set(prefix, value)
    for (const oldest of cached.keys()) if (cached.size > maxCachedPrefixes) cached.delete(oldest)
    return value
  }
}
