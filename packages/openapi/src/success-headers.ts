import { type Operation, revisionHeader } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import * as z from 'zod'
import { entityTagOf } from './conditional.js'
import { commonHeaders } from './headers.js'
import { tagOf } from './tags.js'
import { toTemplate } from './template.js'

type Headers = Record<string, OpenAPIV3_1.HeaderObject | OpenAPIV3_1.ReferenceObject>

const link = '^<[!-=?-~]*>; rel="[a-z-]+"(?:, <[!-=?-~]*>; rel="[a-z-]+")*$'

/** Returns the headers of a success, derived from the operation and its metadata. */
export function successHeaders(operation: Operation): Headers {
  return {
    ...locationOf(operation),
    ...entityTagOf(operation),
    ...revisionOf(operation),
    ...replayedOf(operation),
    ...linksOf(operation),
    ...fileNameOf(operation),
    ...commonHeaders(operation),
  }
}

function locationOf({ location, output }: Operation): Headers {
  if (location === undefined) return {}
  const created = exampleOutput(output)
  return {
    Location: {
      description: `URL of the created resource: \`${toTemplate(location)}\`.`,
      required: true,
      schema: { type: 'string', format: 'uri-reference', maxLength: 2000 },
      ...(created !== undefined && { example: fill(location, created) }),
    },
  }
}

function exampleOutput(output: z.ZodType | undefined): Record<string, unknown> | undefined {
  const examples: unknown = output && z.globalRegistry.get(output)?.examples
  return Array.isArray(examples) ? examples[0] : undefined
}

/** As on the server: the last parameter is the id of the created resource, the others are its fields of the same name. */
function fill(path: string, created: Record<string, unknown>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => String(created[name] ?? created.id))
}

function revisionOf({ metadata }: Operation): Headers {
  if (!metadata.writes) return {}
  return {
    [revisionHeader]: {
      description:
        'Last revision that the request took. A local copy contains the change after a page of changes with `hasMore: false` and this `revision` or a later one. Absent if nothing was changed.',
      required: false,
      schema: { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      example: 7,
    },
  }
}

function replayedOf({ metadata }: Operation): Headers {
  if (metadata.idempotency !== 'key') return {}
  return {
    'Idempotency-Replayed': {
      description: 'Present if the response repeats that of an earlier request with the same `Idempotency-Key`.',
      required: false,
      schema: { type: 'boolean', enum: [true] },
      example: true,
    },
  }
}

function linksOf({ places, output, metadata }: Operation): Headers {
  const isPage = places.cursor === 'query' && output instanceof z.ZodObject && output.shape.nextCursor
  const descriptions = [
    ...(isPage ? ['URL of the next page with `rel="next"` (RFC 8288). Absent on the last page.'] : []),
    ...(metadata.deprecated ? ['URL of the replacement with `rel="successor-version"` (RFC 5829).'] : []),
  ]
  if (descriptions.length === 0) return {}
  return {
    Link: {
      description: descriptions.join(' '),
      required: false,
      schema: { type: 'string', maxLength: 20_000, pattern: link },
      example: isPage ? '<?cursor=WzEsMl0>; rel="next"' : '</api/me/tasks>; rel="successor-version"',
    },
  }
}

function fileNameOf(operation: Operation): Headers {
  const [format] = Object.keys(operation.metadata.responseFile ?? {})
  if (format === undefined) return {}
  return {
    'Content-Disposition': {
      description: 'Marks the response as a file and suggests a file name (RFC 6266).',
      required: true,
      schema: { type: 'string', maxLength: 255, pattern: '^attachment; ' },
      example: `attachment; filename="${tagOf(operation)}.${format}"`,
    },
  }
}
