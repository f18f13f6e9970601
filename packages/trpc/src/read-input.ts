import { isUtf8 } from 'node:buffer'
import { codeOfStatus, limits, type Operation } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import express, { type RequestHandler } from 'express'
import readRaw from 'raw-body'

/**
 * Reads a body as strictly as REST does, which tRPC's own reader does not: JSON, in UTF-8, within the limit. What is wrong
 * with it is kept for the call to tell, in tRPC's envelope and after the caller is known.
 */
export function readInput(operations: readonly Operation[]): RequestHandler {
  const byPath = new Map(operations.map((operation) => [`/${operation.name}`, readerFor(operation)]))
  return (req, res, next) => {
    if (req.method === 'POST') (byPath.get(req.path) ?? usual)(req, res, next)
    else next()
  }
}

/** Reads the body of a call of an operation. */
export function readerFor({ metadata }: Operation): RequestHandler {
  return metadata.takes ? large : usual
}

const usual = reader(limits.bodyBytes)
const large = reader(limits.fileBytes)

/** Reads a body of so many bytes at most. */
function reader(limit: number): RequestHandler {
  const inflate = express.raw({ limit, type: () => true })

  return (req, res, next) => {
    const isJson = req.headers['content-type'] === 'application/json' || req.is(['json', '+json']) !== false
    req.headers['content-type'] = 'application/json'
    let isRead = false
    const handOver = (error: unknown, body: unknown) => {
      if (isRead) return
      isRead = true
      // What is still coming must be taken, or nothing that follows it on the connection is read.
      if (error) res.once('finish', () => req.resume())
      const bytes: Buffer = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
      res.locals.inputError = isJson ? refusalOf(error, bytes) : notJson()
      req.body = bytes.toString()
      next()
    }
    const length = req.headers['content-length']
    // What comes as it is needs none of what Express' parser does first, which takes longer than the reading.
    if (req.headers['content-encoding'] === undefined) readRaw(req, { limit, ...(length && { length }) }, handOver)
    else inflate(req, res, (error?: unknown) => handOver(error, req.body))
    res.once('close', () => isRead || handOver(brokenOff(), undefined))
  }
}

function refusalOf(error: unknown, bytes: Buffer): ServiceError | undefined {
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown }
  if (type === 'request.aborted') return brokenOff()
  if (typeof status === 'number') {
    const code = codeOfStatus(status)
    return new ServiceError(code === 'invalid_input' ? 'invalid_json' : code, 'The input cannot be read.')
  }
  if (error) return ServiceError.from(error)
  return isUtf8(bytes) ? undefined : new ServiceError('invalid_json', 'The input is not UTF-8.')
}

function brokenOff(): ServiceError {
  return new ServiceError('invalid_input', 'The request was broken off.')
}

function notJson(): ServiceError {
  return new ServiceError('unsupported_media_type', 'The input must be JSON: send Content-Type: application/json.')
}
