import { eventNameOf, eventStreamType, type Operation } from '@taskpact/contract/core'
import type { OpenAPIV3_1 } from 'openapi-types'
import { isOpenToApps, type OAuthOptions, oauthScheme32Of } from './oauth.js'
import { operationIdOf } from './operation-id.js'

/** A document in OpenAPI 3.2, for which `openapi-types` has no types. */
export type Document32 = Omit<OpenAPIV3_1.Document, 'openapi'> & { readonly openapi: string }

type Media = OpenAPIV3_1.MediaTypeObject
type Content = Readonly<Record<string, Media>>

/**
 * Returns a document as OpenAPI 3.2 (https://spec.openapis.org/oas/v3.2.0.html). There `itemSchema` describes each event of a stream;
 * the `schema` of 3.1 describes only its data. The security scheme of apps adds the metadata URL and the device flow.
 */
export function toVersion32(
  document: OpenAPIV3_1.Document,
  operations: readonly Operation[],
  oauth?: OAuthOptions,
): Document32 {
  const names = new Map(operations.map((operation) => [operationIdOf(operation), eventNameOf(operation)]))
  const withEvents = (operation: OpenAPIV3_1.OperationObject) => ({
    ...operation,
    responses: mapValues(operation.responses ?? {}, (response) =>
      'content' in response && response.content?.[eventStreamType]
        ? { ...response, content: toEvents(response.content, names.get(operation.operationId ?? '') ?? '') }
        : response,
    ),
  })
  const paths = mapValues(document.paths ?? {}, (item) => mapValues(item ?? {}, withEvents as never))
  const { components = {} } = document
  const securitySchemes = {
    ...components.securitySchemes,
    ...(oauth && isOpenToApps(operations) && { oauth: oauthScheme32Of(oauth) as never }),
  }
  return { ...document, openapi: '3.2.0', paths, components: { ...components, securitySchemes } }
}

function toEvents(content: Content, name: string): Content {
  return mapValues(content, ({ schema, examples: _, example: __, ...media }) => ({
    ...media,
    itemSchema: {
      oneOf: [
        eventOf(name, schema, ['id'], { id: { type: 'string', description: 'Cursor after the event.' } }),
        eventOf('end', { $ref: '#/components/schemas/Problem' }, [], {}),
      ],
    },
  }))
}

function eventOf(name: string, contentSchema: unknown, required: readonly string[], properties: object) {
  return {
    type: 'object',
    required: ['event', 'data', ...required],
    properties: {
      event: { const: name },
      data: { type: 'string', contentMediaType: 'application/json', contentSchema },
      ...properties,
      retry: { type: 'integer', minimum: 0, description: 'Milliseconds until the client reconnects.' },
    },
  }
}

function mapValues<T, R>(values: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]))
}
