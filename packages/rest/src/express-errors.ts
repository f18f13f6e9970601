import { codeOfStatus } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import type { ErrorRequestHandler } from 'express'
import { type OnInternal, sendProblem } from './reply.js'

/** What Express and its body parser refuse by themselves, as the failures of the contract. */
export function handleErrors(onInternal: OnInternal): ErrorRequestHandler {
  return (error, _req, res, _next) => sendProblem(res, toServiceError(error), onInternal)
}

/** The cause is left out where it could hold the body, and with it a password. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError || !isClientError(error)) return ServiceError.from(error)
  const code = codeOfStatus(error.status)
  if (code !== 'invalid_input') return new ServiceError(code, sentences[error.type ?? ''] ?? 'This cannot be served.')
  return error instanceof URIError
    ? new ServiceError('invalid_input', 'The address is not well-formed.')
    : new ServiceError('invalid_json', 'The body is not valid JSON.')
}

/** By body-parser's own names for its failures. */
const sentences: Readonly<Record<string, string>> = {
  'entity.too.large': 'The body is too large.',
  'encoding.unsupported': 'The content encoding of the body is not supported.',
}

/** As http-errors makes them; the router's own refusal of a path is a URIError. */
interface ClientError {
  readonly status: number
  readonly type?: string
}

function isClientError(error: unknown): error is ClientError {
  const status = (error as Partial<ClientError> | undefined)?.status
  return typeof status === 'number' && codeOfStatus(status) !== 'internal'
}
