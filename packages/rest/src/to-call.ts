import { bearerToken, type Operation, ownerParameter } from '@taskpact/contract/core'
import type { Call } from '@taskpact/engine'
import type { RequestContext } from '@taskpact/engine/http'
import type { Request, Response } from 'express'
import { ifNoneMatch } from './if-none-match.js'
import { rawInput } from './raw-input.js'

/** Returns a function that turns a request into a call. The body is read when the engine asks for the input. */
export function toCall(operation: Operation): (req: Request, res: Response, context: RequestContext) => Call {
  const read = rawInput(operation)
  return (req, res, context) => {
    const { authorization, 'if-none-match': tags } = req.headers
    return {
      operation,
      transport: 'rest',
      token: bearerToken(authorization),
      request: context,
      owner: req.params[ownerParameter],
      ifNoneMatch: tags === undefined ? undefined : ifNoneMatch(tags),
      stream: true,
      rawInput: (history) => read(req, res, history),
    }
  }
}
