import { randomUUID } from 'node:crypto'
import { defaultResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources'
import type { Env } from '../config/env.js'
import { parseKeyValues } from '../config/key-values.js'
import { version } from '../config/version.js'

/** Returns what identifies this process among others that export traces. Each worker has an instance id of its own. */
export function resourceOf({
  ENVIRONMENT,
  OTEL_RESOURCE_ATTRIBUTES,
  OTEL_SERVICE_NAME,
}: Pick<Env, 'ENVIRONMENT' | 'OTEL_RESOURCE_ATTRIBUTES' | 'OTEL_SERVICE_NAME'>): Resource {
  const attributes = resourceFromAttributes({
    'service.name': 'taskpact',
    'service.version': version,
    'service.instance.id': randomUUID(),
    'deployment.environment.name': ENVIRONMENT,
    ...parseKeyValues(OTEL_RESOURCE_ATTRIBUTES ?? ''),
    ...(OTEL_SERVICE_NAME !== undefined && { 'service.name': OTEL_SERVICE_NAME }),
  })
  return defaultResource().merge(attributes)
}
