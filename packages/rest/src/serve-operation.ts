import { bearerToken, deprecationHeaders, type Operation } from '@taskpact/contract'
import type { Perform } from '@taskpact/service'
import type { Request, Response } from 'express'
import { ifNoneMatch } from './conditional.js'
import { addTo, headOf } from './head.js'
import { inputReader, type Parameters } from './input.js'
import { locator } from './location.js'
import { type OnInternal, sendAnswer, sendProblem } from './reply.js'

interface Options {
  readonly perform: Perform
  readonly onInternal: OnInternal
}

/**
 * Serves one operation. `perform` asks for the input once access is granted; only then it is read, so that rights are judged before
 * input and whatever wraps `perform` sees refused calls too.
 */
export function serverOf(operation: Operation, { perform, onInternal }: Options) {
  const read = inputReader(operation)
  const sending = { onInternal, locate: operation.location ? locator(operation.location) : undefined }
  return (req: Request, res: Response, parameters: Parameters): void => {
    announce(res, parameters, operation)
    perform({
      operation,
      transport: 'rest',
      token: bearerToken(req.headers.authorization),
      userId: () => parameters.userId,
      requestId: res.locals.requestId,
      client: res.locals.client,
      stream: true,
      has: ifNoneMatch(req),
      input: () => read(req, res, parameters),
    })
      .then((answer) => sendAnswer(res, operation, answer, sending))
      .catch((error) => sendProblem(res, error, onInternal))
  }
}

/** Every answer tells that an operation will go, refusals too. The successor is linked where the request has all that its path needs. */
function announce(res: Response, parameters: Parameters, { metadata: { deprecated }, successor }: Operation): void {
  if (!deprecated) return
  const fields: readonly string[] = [...(successor ?? ':').matchAll(/:(\w*)/g)].map(([, field = '']) => field)
  const known = fields.every((field) => parameters[field] !== undefined)
  const path = successor?.replace(/:(\w+)/g, (_, field: string) => encodeURIComponent(String(parameters[field])))
  for (const [name, value] of Object.entries(deprecationHeaders(deprecated, known ? path : undefined)))
    addTo(headOf(res), name, value)
}
