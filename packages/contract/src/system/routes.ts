import * as z from 'zod'
import { outputString } from '../core/schemas/output-strings.js'
import { routes } from '../routes.js'

export const Health = z
  .object({
    status: z.literal('healthy').describe('That it runs.'),
    environment: outputString({ maxLength: 40, pattern: '^[a-z]+$' }).describe('The kind of deployment.'),
    version: outputString({ maxLength: 100, pattern: '^\\d+\\.\\d+\\.\\d+' }).describe('The version of the server.'),
  })
  .meta({
    id: 'Health',
    description: 'That the service runs, and which one.',
    examples: [{ status: 'healthy', environment: 'production', version: '1.0.0' }],
  })
export type Health = z.infer<typeof Health>

export const Liveness = z
  .object({ status: z.literal('live').describe('That it answers.') })
  .meta({ id: 'Liveness', description: 'That the process answers.', examples: [{ status: 'live' }] })
export type Liveness = z.infer<typeof Liveness>

export const Readiness = z.object({ status: z.literal('ready').describe('That it is ready.') }).meta({
  id: 'Readiness',
  description: 'That the service can do its work.',
  examples: [{ status: 'ready' }],
})
export type Readiness = z.infer<typeof Readiness>

export const system = routes({
  health: {
    method: 'GET',
    path: '/health',
    summary: 'Tell that the service runs',
    description: 'Answers without a token and without asking the database.',
    metadata: {
      access: 'public',
      limit: 'none',
      idempotency: 'none',
      concurrency: 'none',
    },
    responses: { 200: Health },
  },
  live: {
    method: 'GET',
    path: '/health/live',
    summary: 'Tell that the process answers',
    description: 'Answers without a token and asks nothing of anything else.',
    metadata: { access: 'public', limit: 'none', idempotency: 'none', concurrency: 'none' },
    responses: { 200: Liveness },
  },
  ready: {
    method: 'GET',
    path: '/health/ready',
    summary: 'Tell that the service can do its work',
    description:
      'Answers without a token. Refused with `unavailable` while the database is away or not up to date, and from when the server was asked to stop.',
    metadata: {
      access: 'public',
      limit: 'none',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['unavailable'],
    },
    responses: { 200: Readiness },
  },
})
