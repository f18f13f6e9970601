import type { Operation } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import type { RequestHandler } from 'express'

/** Answers what no route did: on a path of the contract with `Allow` (RFC 9110, section 15.5.6), else with `not_found`. */
export function answerUnserved(operations: readonly Operation[]): RequestHandler {
  const paths = [...new Set(operations.map(({ route }) => route.path))]
  const served = paths.map((path) => ({
    pattern: patternOf(path),
    allow: allow(operations.filter(({ route }) => route.path === path)),
  }))

  return (req, res) => {
    const found = served.find(({ pattern }) => pattern.test(req.path))
    if (req.path.includes('%00')) throw new ServiceError('invalid_input', 'The address holds a NUL.')
    if (!found) throw new ServiceError('not_found', 'There is nothing at this address.')
    res.setHeader('Allow', found.allow)
    if (req.method !== 'OPTIONS')
      throw new ServiceError('method_not_allowed', `This address answers ${found.allow} only.`)
    res.end()
  }
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`)
}

function allow(operations: readonly Operation[]): string {
  const methods = operations.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]))
  return [...methods, 'OPTIONS'].join(', ')
}
