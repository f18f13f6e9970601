import type { OpenAPIV3_1 } from 'openapi-types'
import { describe, expect, it } from 'vitest'
import { all, pairs } from '../test/documented.js'
import { operationIdOf } from './operation-id.js'

describe('links of a success response', () => {
  it('connect a created resource with the operations on it', () => {
    const links = linksOf('tasks.create')

    expect(Object.keys(links)).toEqual(['get', 'update', 'complete', 'remove', 'restore', 'purge'])
    expect(links.update).toMatchObject({
      operationId: 'tasksUpdate',
      parameters: {
        'path.userId': '$request.path.userId',
        'path.taskId': '$response.body#/id',
        'header.If-Match': '$response.header.ETag',
      },
    })
    expect(links.get?.parameters).not.toHaveProperty('header.If-Match')
  })

  it('connect a read with changes, passing on the revision', () => {
    expect(linksOf('tasks.get').remove?.parameters).toEqual({
      'path.userId': '$request.path.userId',
      'path.taskId': '$request.path.taskId',
      'header.If-Match': '$response.header.ETag',
    })
  })

  it.each([
    ['tasks.list', 'query.cursor'],
    ['tasks.changes', 'query.since'],
    ['auth.events.list', 'query.cursor'],
  ])('connect a page with the next page: %s', (name, parameter) => {
    expect(linksOf(name).next?.parameters).toHaveProperty([parameter], '$response.body#/nextCursor')
  })

  it('refer to existing operations and parameters', () => {
    const links = pairs.flatMap(({ operation }) => Object.values(linksOf(operation.name)))

    expect(links.length).toBeGreaterThan(10)
    for (const { operationId, parameters } of links) {
      const target = pairs.find(({ described }) => described.operationId === operationId)
      const known = (target?.described.parameters ?? []) as OpenAPIV3_1.ParameterObject[]
      const names = known.map(({ in: place, name }) => `${place}.${name}`)

      expect(all.map(operationIdOf)).toContain(operationId)
      expect(names).toEqual(expect.arrayContaining(Object.keys(parameters ?? {})))
    }
  })
})

function linksOf(name: string): Record<string, OpenAPIV3_1.LinkObject> {
  const { operation, described } = pairs.find(({ operation }) => operation.name === name) ?? {}
  const success = described?.responses?.[`${operation?.status}`] as OpenAPIV3_1.ResponseObject
  return (success.links ?? {}) as Record<string, OpenAPIV3_1.LinkObject>
}
