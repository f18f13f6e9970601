import cluster from 'node:cluster'
import { createHash, timingSafeEqual } from 'node:crypto'
import { bearerToken } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import { type RequestHandler, Router } from 'express'
import type { Registry } from 'prom-client'
import { aggregatedMetrics } from '../cluster/metrics.js'

/** Serves `/metrics` for Prometheus, aggregated over all workers. Requires `token` as a bearer token if it is set. */
export function metricsEndpoint(registry: Registry, token: string | undefined): Router {
  const router = Router({ caseSensitive: true, strict: true })
  if (token !== undefined) router.get('/metrics', requireToken(token))
  router.get('/metrics', async (_req, res) => {
    const text = cluster.isWorker ? await aggregatedMetrics() : await registry.metrics()
    res.setHeader('Content-Type', registry.contentType)
    res.end(text)
  })
  return router
}

function requireToken(token: string): RequestHandler {
  const expected = digest(token)
  return (req, _res, next) => {
    const sent = bearerToken(req.headers.authorization)
    if (sent === undefined) throw new ServiceError('unauthenticated', 'Metrics require a bearer token.')
    if (!timingSafeEqual(digest(sent), expected))
      throw new ServiceError('invalid_token', 'The token is not valid for metrics.')
    next()
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
