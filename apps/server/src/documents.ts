import type { Operation } from '@taskpact/contract'
import { createDocument, toJson, toYaml } from '@taskpact/openapi'
import { Router } from 'express'
import { type LastingText, lasting, sendLasting } from './lasting-text.js'

/** The OpenAPI document, written once: as JSON at start, as YAML when it is first asked for, which takes longer. */
export function documents(operations: readonly Operation[], version: string): Router {
  const document = createDocument(operations, { version })
  const json = lasting(toJson(document))
  let yaml: Promise<LastingText> | undefined
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/openapi.json', (_req, res) => sendLasting(res, 'json', json))
  router.get('/openapi.yaml', async (_req, res) => {
    yaml ??= toYaml(document).then(lasting)
    sendLasting(res, 'application/yaml', await yaml)
  })
  return router
}
