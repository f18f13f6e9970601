import { type Operation, pathTemplate } from '@taskpact/contract/core'
import { ServiceError } from '@taskpact/engine'
import type { RequestHandler } from 'express'

/** Refuses other methods on the paths of the contract, and answers OPTIONS there, with `Allow` (RFC 9110, section 15.5.6). */
export function methodNotAllowed(operations: readonly Operation[]): RequestHandler {
  const served = operations.map(({ route: { path, method } }) => ({
    template: pathTemplate(path),
    methods: method === 'GET' ? ['GET', 'HEAD'] : [method],
  }))

  return (req, res, next) => {
    const methods = served.flatMap(({ template, methods }) => (template.matches(req.path) ? methods : []))
    if (methods.length === 0) return next()
    const allow = [...new Set(methods), 'OPTIONS'].join(', ')
    res.setHeader('Allow', allow)
    if (req.method !== 'OPTIONS') throw new ServiceError('method_not_allowed', `This URL supports ${allow} only.`)
    res.end()
  }
}
