import * as z from 'zod'
import { routes } from './routes.js'

const documented = {
  method: 'GET',
  path: '/x',
  summary: 'X',
  description: 'X.',
  responses: { 200: z.object({}) },
} as const
const metadata = {
  access: 'public',
  scope: null,
  tool: false,
  limit: 'read',
  idempotency: 'none',
  concurrency: 'none',
} as const

routes({ complete: { ...documented, metadata } })

// @ts-expect-error - metadata is required
routes({ withoutMetadata: documented })

// @ts-expect-error - all required metadata must be present
routes({ partly: { ...documented, metadata: { access: 'public' } } })

const { scope, ...withoutScope } = metadata
// @ts-expect-error - scope is required
routes({ withoutScope: { ...documented, metadata: withoutScope } })

const { tool, ...withoutTool } = metadata
// @ts-expect-error - tool is required
routes({ withoutTool: { ...documented, metadata: withoutTool } })

// @ts-expect-error - scopes must be in the table
routes({ unknownScope: { ...documented, metadata: { ...metadata, access: 'user', scope: 'no:scope' } } })

// @ts-expect-error - summary and description are required
routes({ silent: { method: 'GET', path: '/x', responses: { 200: z.object({}) }, metadata } })

// @ts-expect-error - error codes must be in the table
routes({ unknownError: { ...documented, metadata: { ...metadata, errors: ['no_such_code'] } } })
