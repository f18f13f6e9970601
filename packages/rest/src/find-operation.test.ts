import { contract, operations } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { operationFinder } from './find-operation.js'

const all = operations(contract)
const find = operationFinder(all)

describe('operationFinder', () => {
  it.each(all.map((operation) => [operation.name, operation] as const))(
    'finds %s at its own address',
    (_, operation) => {
      const path = operation.route.path.replace(/:\w+/g, 'x')

      expect(find(operation.route.method, path)?.operation).toBe(operation)
    },
  )

  it.each([
    ['GET', '/api/me/tasks', 'tasks.list'],
    ['HEAD', '/api/me/tasks', 'tasks.list'],
    ['GET', '/api/%zz/tasks', 'tasks.list'],
    ['GET', '/api/me/tasks/export', 'tasks.export'],
    ['GET', '/api/me/tasks/exports', 'tasks.get'],
    ['GET', '/api/auth/me', 'auth.me'],
    ['DELETE', '/api/me/tasks', undefined],
    ['GET', '/api/me/tasks/', undefined],
    ['GET', '/api//tasks', undefined],
    ['GET', '/API/me/tasks', undefined],
    ['GET', 'api/me/tasks', undefined],
    ['get', '/api/me/tasks', undefined],
    ['OPTIONS', '/api/me/tasks', undefined],
    ['GET', '', undefined],
    ['GET', '/', undefined],
    ['__proto__', '/api/me/tasks', undefined],
  ])('%s %s is %s', (method, path, name) => {
    expect(find(method, path)?.operation.name).toBe(name)
  })
})
