import { bearerToken, deprecationHeaders, type Operation, type Parsed } from '@taskpact/contract'
import { type Perform, ServiceError } from '@taskpact/service'
import type { Request, RequestHandler, Response } from 'express'
import { ifNoneMatch } from './conditional.js'
import { sentType } from './media-types.js'
import { type OnInternal, sendAnswer, sendProblem } from './reply.js'

/** The end of a call's input that ts-rest's validation writes to. */
export interface Exchange {
  resolve(parsed: Parsed): void
  reject(error: unknown): void
  /** Whether neither has happened yet. */
  isOpen(): boolean
}

interface Options {
  readonly perform: Perform
  readonly onInternal: OnInternal
}

/**
 * Starts a call before its input is read. `perform` asks for the input once access is granted; only then the body is read
 * and ts-rest validates, so that rights are judged before input and whatever wraps `perform` sees refused calls too.
 */
export function openExchange(operation: Operation, { perform, onInternal }: Options): RequestHandler {
  return (req, res, next) => {
    const requestId: string = res.locals.requestId
    announce(req, res, operation)

    const input = () =>
      new Promise<Parsed>((resolve, reject) => {
        if (operation.output && !operation.metadata.sends) refuseUnlessAccepted(req, 'application/json')
        let isOpen = true
        const resolveInput = (parsed: Parsed) => {
          isOpen = false
          if (parsed.success && operation.metadata.sends) {
            res.locals.fileFormat = parsed.input.format
            refuseUnlessAccepted(req, sentType(operation, parsed.input.format))
          }
          resolve(parsed)
        }
        const rejectInput = (error: unknown) => {
          isOpen = false
          reject(error)
        }
        res.locals.exchange = { resolve: resolveInput, reject: rejectInput, isOpen: () => isOpen } satisfies Exchange
        res.locals.operation = operation
        next()
      })

    perform({
      operation,
      transport: 'rest',
      token: bearerToken(req.headers.authorization),
      userId: () => req.params.userId,
      requestId,
      client: res.locals.client,
      stream: true,
      has: ifNoneMatch(req),
      input,
    })
      .then((answer) => sendAnswer(res, operation, answer, onInternal))
      .catch((error) => sendProblem(res, error, onInternal))
  }
}

/** Every answer tells that an operation will go, refusals too. The successor is linked where the request has all that its path needs. */
function announce({ params }: Request, res: Response, { metadata: { deprecated }, successor }: Operation): void {
  if (!deprecated) return
  const fields: readonly string[] = [...(successor ?? ':').matchAll(/:(\w*)/g)].map(([, field = '']) => field)
  const known = fields.every((field) => params[field] !== undefined)
  const path = successor?.replace(/:(\w+)/g, (_, field: string) => encodeURIComponent(String(params[field])))
  for (const [name, value] of Object.entries(deprecationHeaders(deprecated, known ? path : undefined)))
    res.append(name, value)
}

function refuseUnlessAccepted(req: Request, type: string): void {
  if (!req.accepts(type)) throw new ServiceError('not_acceptable', `The answer is ${type}: accept it.`)
}

export function exchangeOf(res: Response): Exchange | undefined {
  return res.locals.exchange
}
