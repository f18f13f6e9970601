import type { Operation } from '@taskpact/contract'
import { createDocument, toJson, toYaml } from '@taskpact/openapi'
import { Router } from 'express'

/** The OpenAPI document, written once at start. */
export function documents(operations: readonly Operation[], version: string): Router {
  const document = createDocument(operations, { version })
  const json = toJson(document)
  const yaml = toYaml(document)
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/openapi.json', (_req, res) => res.type('json').send(json))
  router.get('/openapi.yaml', (_req, res) => res.type('application/yaml').send(yaml))
  return router
}
