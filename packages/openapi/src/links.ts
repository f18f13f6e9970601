import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import * as z from 'zod'
import { operationIdOf } from './operation-id.js'

type Links = Record<string, OpenAPIV3_1.LinkObject>

/** What can be called next with what a success tells: the operations on what was made or read, and the next page. */
export function linksOf(operation: Operation, all: readonly Operation[]): Links {
  return { ...toOneself(operation, all), ...toNextPage(operation) }
}

/** What is made is found at its location; what is read there can be changed there too. */
function toOneself(operation: Operation, all: readonly Operation[]): Links {
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

/** Each path parameter comes from the request where it has one of that name, else it is the id of what is answered. */
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

/** The field by which a list goes on is `cursor`, or `since` where it never ends. */
function toNextPage({ places, output, ...operation }: Operation): Links {
  const field = ['cursor', 'since'].find((name) => places[name] === 'query')
  if (!field || !(output instanceof z.ZodObject) || !output.shape.nextCursor) return {}
  const inPath = Object.keys(places).filter((name) => places[name] === 'path')
  return {
    next: {
      operationId: operationIdOf(operation),
      description: 'The next page; the other parameters stay as they were.',
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
