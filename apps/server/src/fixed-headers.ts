import type { RequestHandler, Response } from 'express'

/**
 * Sets the headers that a middleware would, where they are the same in every answer: it is asked once, and not for each. helmet
 * is a chain of thirteen functions.
 */
export function fixedHeaders(middleware: RequestHandler): RequestHandler {
  const headers = new Map<string, string>()
  const recorder = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  }
  let isDone = false
  middleware({} as never, recorder as unknown as Response, (error?: unknown) => {
    if (error) throw error
    isDone = true
  })
  if (!isDone) throw new TypeError('Headers that are fixed are known at once')
  const all = [...headers]
  return (_req, res, next) => {
    for (const [name, value] of all) res.setHeader(name, value)
    next()
  }
}
