import type { Operation } from '@taskpact/contract'
import { createDocument, taskpact, toJson, toYaml } from '@taskpact/openapi'
import { Router } from 'express'
import { lazy } from './lazy.js'
import { sendStatic, staticResponse } from './static-response.js'

/** Serves the OpenAPI document, which is created at the first request so that it does not slow down the start. */
export function openApiRoutes(operations: readonly Operation[], version: string): Router {
  const document = lazy(() => createDocument(operations, { ...taskpact, version }))
  const json = lazy(() => staticResponse(toJson(document())))
  const yaml = lazy(() => toYaml(document()).then(staticResponse))
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/openapi.json', (req, res) => sendStatic(req, res, 'json', json()))
  router.get('/openapi.yaml', async (req, res) => sendStatic(req, res, 'application/yaml', await yaml()))
  return router
}
