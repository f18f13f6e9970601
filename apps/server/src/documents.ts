import { createHash } from 'node:crypto'
import type { Operation } from '@taskpact/contract'
import { createDocument, toJson, toYaml } from '@taskpact/openapi'
import { type Response, Router } from 'express'

/** The OpenAPI document, written once: as JSON at start, as YAML when it is first asked for, which takes longer. */
export function documents(operations: readonly Operation[], version: string): Router {
  const document = createDocument(operations, { version })
  const json = written(toJson(document))
  let yaml: Promise<Written> | undefined
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/openapi.json', (_req, res) => send(res, 'json', json))
  router.get('/openapi.yaml', async (_req, res) => {
    yaml ??= toYaml(document).then(written)
    send(res, 'application/yaml', await yaml)
  })
  return router
}

interface Written {
  readonly text: string
  /** Names the bytes, so that two servers of one build have the same (RFC 9110, section 8.8.3). */
  readonly etag: string
}

function written(text: string): Written {
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` }
}

/** Whoever has it already is told so by Express. It holds nothing of anybody: every cache may keep it, and asks whether it still holds. */
function send(res: Response, type: string, { text, etag }: Written): void {
  res.set({ ETag: etag, 'Cache-Control': 'no-cache' }).type(type).send(text)
}
