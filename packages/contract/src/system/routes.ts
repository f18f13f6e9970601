import * as z from 'zod'
import { outputString, outputText } from '../core/schemas/output-strings.js'
import { routes } from '../routes.js'

export const Health = z
  .object({
    status: z.literal('healthy').describe('The service is running.'),
    environment: outputString({ maxLength: 40, pattern: '^[a-z]+$' }).describe('Deployment environment.'),
    version: outputString({ maxLength: 100, pattern: '^\\d+\\.\\d+\\.\\d+' }).describe('Version of the server.'),
  })
  .meta({
    id: 'Health',
    description: 'Status, environment and version of the service.',
    examples: [{ status: 'healthy', environment: 'production', version: '1.0.0' }],
  })
export type Health = z.infer<typeof Health>

export const Liveness = z
  .object({ status: z.literal('live').describe('The process responds.') })
  .meta({ id: 'Liveness', description: 'Liveness of the process.', examples: [{ status: 'live' }] })
export type Liveness = z.infer<typeof Liveness>

export const Readiness = z
  .object({
    status: z.literal('ready').describe('The service can process requests.'),
    degraded: outputText({ max: 200 })
      .optional()
      .describe('What does not work, if the service can process the requests of some users only.'),
  })
  .meta({ id: 'Readiness', description: 'Readiness of the service.', examples: [{ status: 'ready' }] })
export type Readiness = z.infer<typeof Readiness>

export const system = routes({
  health: {
    method: 'GET',
    path: '/health',
    summary: 'Check health',
    description:
      'Returns the status, environment and version of the service. Requires no token and does not query the database.',
    metadata: {
      access: 'public',
      scope: null,
      tool: false,
      limit: 'none',
      idempotency: 'none',
      concurrency: 'none',
    },
    responses: { 200: Health },
  },
  live: {
    method: 'GET',
    path: '/health/live',
    summary: 'Check liveness',
    description:
      'Returns 200 while the process responds, for a restart policy. Requires no token and has no dependencies.',
    metadata: { access: 'public', scope: null, tool: false, limit: 'none', idempotency: 'none', concurrency: 'none' },
    responses: { 200: Liveness },
  },
  ready: {
    method: 'GET',
    path: '/health/ready',
    summary: 'Check readiness',
    description:
      'Returns 200 while the service can process requests, at least of some users, for a load balancer. Requires no token. Fails with `unavailable` if the database is unreachable or lacks a migration, and while the server shuts down.',
    metadata: {
      access: 'public',
      scope: null,
      tool: false,
      limit: 'none',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['unavailable'],
    },
    responses: { 200: Readiness },
  },
})
