import type { Operation } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import type { RequestHandler } from 'express'

/** Answers what no route did: on a path of the contract with `Allow` (RFC 9110, section 15.5.6), else with `not_found`. */
export function answerUnserved(operations: readonly Operation[]): RequestHandler {
  const served = operations.map(({ route }) => ({
    pattern: patternOf(route.path),
    methods: route.method === 'GET' ? ['GET', 'HEAD'] : [route.method],
  }))

  return (req, res) => {
    const methods = served.flatMap(({ pattern, methods }) => (pattern.test(req.path) ? methods : []))
    if (req.path.includes('%00')) throw new ServiceError('invalid_input', 'The address holds a NUL.')
    if (methods.length === 0) throw new ServiceError('not_found', 'There is nothing at this address.')
    const allow = [...new Set(methods), 'OPTIONS'].join(', ')
    res.setHeader('Allow', allow)
    if (req.method !== 'OPTIONS') throw new ServiceError('method_not_allowed', `This address answers ${allow} only.`)
    res.end()
  }
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`)
}
