import type { Operation } from '@taskpact/contract'
import { createDocument, toJson, toYaml } from '@taskpact/openapi'
import { Router } from 'express'

/** The OpenAPI document, written once: as JSON at start, as YAML when it is first asked for, which takes longer. */
export function documents(operations: readonly Operation[], version: string): Router {
  const document = createDocument(operations, { version })
  const json = toJson(document)
  let yaml: Promise<string> | undefined
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/openapi.json', (_req, res) => res.type('json').send(json))
  router.get('/openapi.yaml', async (_req, res) => {
    yaml ??= toYaml(document)
    res.type('application/yaml').send(await yaml)
  })
  return router
}
