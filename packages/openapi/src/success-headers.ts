import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import * as z from 'zod'
import { entityTagOf } from './conditional.js'
import { commonHeaders } from './headers.js'
import { tagOf } from './tags.js'
import { toTemplate } from './template.js'

type Headers = Record<string, OpenAPIV3_1.HeaderObject | OpenAPIV3_1.ReferenceObject>

const link = '^<[!-=?-~]*>; rel="[a-z-]+"(?:, <[!-=?-~]*>; rel="[a-z-]+")*$'

/** The headers of a success, as the operation and its metadata imply them. */
export function successHeaders(operation: Operation): Headers {
  return {
    ...locationOf(operation),
    ...entityTagOf(operation),
    ...replayedOf(operation),
    ...linksOf(operation),
    ...fileNameOf(operation),
    ...commonHeaders(operation),
  }
}

function locationOf({ location, output }: Operation): Headers {
  if (location === undefined) return {}
  const made = exampleMadeBy(output)
  return {
    Location: {
      description: `Where to get what was made: \`${toTemplate(location)}\`.`,
      required: true,
      schema: { type: 'string', format: 'uri-reference', maxLength: 2000 },
      ...(made !== undefined && { example: fill(location, made) }),
    },
  }
}

function exampleMadeBy(output: z.ZodType | undefined): Record<string, unknown> | undefined {
  const examples: unknown = output && z.globalRegistry.get(output)?.examples
  return Array.isArray(examples) ? examples[0] : undefined
}

/** As the server does: the last parameter is the id of what was made, the others are fields of the same name. */
function fill(path: string, made: Record<string, unknown>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => String(made[name] ?? made.id))
}

function replayedOf({ metadata }: Operation): Headers {
  if (metadata.idempotency !== 'key') return {}
  return {
    'Idempotency-Replayed': {
      description: 'The answer is that of the first request with this `Idempotency-Key`; absent on the first one.',
      required: false,
      schema: { type: 'boolean', enum: [true] },
      example: true,
    },
  }
}

function linksOf({ places, output, metadata }: Operation): Headers {
  const isPage = places.cursor === 'query' && output instanceof z.ZodObject && output.shape.nextCursor
  const told = [
    ...(isPage ? ['The address of the next page (RFC 8288), with `rel="next"`; absent on the last one.'] : []),
    ...(metadata.deprecated ? ['The address of what to use instead (RFC 5829), with `rel="successor-version"`.'] : []),
  ]
  if (told.length === 0) return {}
  return {
    Link: {
      description: told.join(' '),
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
      description: 'That it is a file, and a name to save it by (RFC 6266).',
      required: true,
      schema: { type: 'string', maxLength: 255, pattern: '^attachment; ' },
      example: `attachment; filename="${tagOf(operation)}.${format}"`,
    },
  }
}
