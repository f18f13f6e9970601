import type { Operation } from '@taskpact/contract'
import { createDocument, taskpact, toJson, toYaml } from '@taskpact/openapi'
import { Router } from 'express'
import { sendStatic, staticResponse } from './static-response.js'

/** Serves the OpenAPI document, which is created at the first request so that it does not slow down the start. */
export function openApiRoutes(operations: readonly Operation[], version: string): Router {
  const document = once(() => createDocument(operations, { ...taskpact, version }))
  const json = once(() => staticResponse(toJson(document())))
  const yaml = once(() => toYaml(document()).then(staticResponse))
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/openapi.json', (_req, res) => sendStatic(res, 'json', json()))
  router.get('/openapi.yaml', async (_req, res) => sendStatic(res, 'application/yaml', await yaml()))
  return router
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
