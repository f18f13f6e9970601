import type { Operation } from '@taskpact/contract'
import { createDocument, toJson, toYaml } from '@taskpact/openapi'
import { Router } from 'express'
import { lasting, sendLasting } from './static-response.js'

/** The OpenAPI document, written when it is first asked for, and then kept: a start should not wait for it. */
export function documents(operations: readonly Operation[], version: string): Router {
  const document = once(() => createDocument(operations, { version }))
  const json = once(() => lasting(toJson(document())))
  const yaml = once(() => toYaml(document()).then(lasting))
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/openapi.json', (_req, res) => sendLasting(res, 'json', json()))
  router.get('/openapi.yaml', async (_req, res) => sendLasting(res, 'application/yaml', await yaml()))
  return router
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
