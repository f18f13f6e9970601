import type { Operation } from '@taskpact/contract'
import { createDocument, taskpact, toJson, toYaml } from '@taskpact/openapi'
import { type Request, type Response, Router } from 'express'
import { contextOf } from '../http/request-context.js'
import { lazy } from './lazy.js'
import { type StaticResponse, sendStatic, staticResponse } from './static-response.js'

/** Prefixes whose documents are kept. There is one for each proxy that the server is reached by. */
const maxPrefixes = 4

/**
 * Serves the OpenAPI document, which is created at the first request so that it does not slow down the start. `servers` contains the
 * prefix that a proxy has removed from the path.
 */
export function openApiRoutes(operations: readonly Operation[], version: string): Router {
  const document = lazy(() => createDocument(operations, { ...taskpact, version }))
  const documentAt = (prefix: string) => {
    const servers = (document().servers ?? []).map((server) => ({ ...server, url: prefix || server.url }))
    return { ...document(), servers }
  }
  const json = keptByPrefix((prefix) => staticResponse(toJson(documentAt(prefix))))
  const yaml = keptByPrefix((prefix) => toYaml(documentAt(prefix)).then(staticResponse))
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/openapi.json', (req, res) => send(req, res, 'json', json(prefixOf(req))))
  router.get('/openapi.yaml', async (req, res) => send(req, res, 'application/yaml', await yaml(prefixOf(req))))
  return router
}

function prefixOf(req: Request): string {
  return contextOf(req).prefix ?? ''
}

function send(req: Request, res: Response, type: string, response: StaticResponse): void {
  res.vary('X-Forwarded-Prefix')
  sendStatic(req, res, type, response)
}

/** Returns a function that creates a value for a prefix once, and forgets the oldest ones. */
function keptByPrefix<T>(create: (prefix: string) => T): (prefix: string) => T {
  const kept = new Map<string, T>()
  return (prefix) => {
    const value = kept.get(prefix) ?? create(prefix)
    kept.set(prefix, value)
    for (const oldest of kept.keys()) if (kept.size > maxPrefixes) kept.delete(oldest)
    return value
  }
}
