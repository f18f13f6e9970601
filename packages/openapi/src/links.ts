import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import * as z from 'zod'
import { operationIdOf } from './operation-id.js'

type Links = Record<string, OpenAPIV3_1.LinkObject>

/** Returns the operations that can follow a success: those on the created or read resource, and the next page. */
export function linksOf(operation: Operation, all: readonly Operation[]): Links {
  return { ...toSameResource(operation, all), ...toNextPage(operation) }
}

/** Links the operations on the path of a created resource, or of a resource that was read. */
function toSameResource(operation: Operation, all: readonly Operation[]): Links {
  const { location, kind, metadata, route } = operation
  const path = location ?? (kind === 'query' && metadata.etag === 'revision' ? route.path : undefined)
  if (path === undefined) return {}
  const others = all.filter(
    ({ route: other }) => (other.path === path || other.path.startsWith(`${path}/`)) && other !== route,
  )
  return Object.fromEntries(
    others.flatMap((other): [string, OpenAPIV3_1.LinkObject][] => {
      const parameters = parametersFrom(operation, other)
      const link = { operationId: operationIdOf(other), description: `${other.route.summary}.`, parameters }
      return parameters ? [[lastName(other), link as OpenAPIV3_1.LinkObject]] : []
    }),
  )
}

/** A path parameter comes from the request if it has one of that name; otherwise it is the id in the response. */
function parametersFrom({ places, metadata }: Operation, other: Operation): Record<string, string> | undefined {
  const inPath = Object.keys(other.places).filter((field) => other.places[field] === 'path')
  const news = inPath.filter((field) => places[field] !== 'path')
  if (news.length > 1) return undefined
  return {
    ...Object.fromEntries(
      inPath.map((field) => [`path.${field}`, news.includes(field) ? '$response.body#/id' : `$request.path.${field}`]),
    ),
    ...(metadata.etag === 'revision' && other.places.ifMatch && { 'header.If-Match': '$response.header.ETag' }),
  }
}

/** Lists continue by `cursor`, change feeds by `since`. */
function toNextPage({ places, output, ...operation }: Operation): Links {
  const field = ['cursor', 'since'].find((name) => places[name] === 'query')
  if (!field || !(output instanceof z.ZodObject) || !output.shape.nextCursor) return {}
  const inPath = Object.keys(places).filter((name) => places[name] === 'path')
  return {
    next: {
      operationId: operationIdOf(operation),
      description: 'Get the next page. Keep all other parameters unchanged.',
      parameters: {
        ...Object.fromEntries(inPath.map((name) => [`path.${name}`, `$request.path.${name}`])),
        [`query.${field}`]: '$response.body#/nextCursor',
      },
    },
  }
}

function lastName({ name }: Operation): string {
  return name.split('.').at(-1) as string
}
