import { isUtf8 } from 'node:buffer'
import { codeOfStatus, limits, type Operation } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import express, { type NextFunction, type Request, type Response } from 'express'

const readUsual = express.raw({ limit: limits.bodyBytes, type: () => true })
const readFile = express.raw({ limit: limits.fileBytes, type: () => true })

/**
 * Reads a body as strictly as REST does, which tRPC's own reader does not: JSON, in UTF-8, within the limit. What is wrong
 * with it is kept for the call to tell, in tRPC's envelope and after the caller is known.
 */
export function readInput(operations: readonly Operation[]) {
  const takeFiles = new Set(operations.filter(({ metadata }) => metadata.takes).map(({ name }) => `/${name}`))

  return (req: Request, res: Response, next: NextFunction): void => {
    if (req.method !== 'POST') return void next()
    const isJson = req.is(['json', '+json']) !== false
    req.headers['content-type'] = 'application/json'
    const readBytes = takeFiles.has(req.path) ? readFile : readUsual
    let isRead = false
    const handOver = (error?: unknown) => {
      if (isRead) return
      isRead = true
      const bytes: Buffer = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
      res.locals.inputError = isJson ? refusalOf(error, bytes) : notJson()
      req.body = bytes.toString()
      next()
    }
    readBytes(req, res, handOver)
    res.once('close', () => isRead || handOver(brokenOff()))
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
