import type { Request, RequestHandler, Response } from 'express'

/** The headers that a middleware sets for a request, for where they are the same each time: so it need not be asked each time. */
export function recordedHeaders(middleware: RequestHandler, req: Partial<Request> = {}): Record<string, string> {
  const headers = new Map<string, string>()
  const recorder = {
    getHeader: (name: string) => headers.get(name),
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  }
  let isDone = false
  middleware(req as Request, recorder as unknown as Response, (error?: unknown) => {
    if (error) throw error
    isDone = true
  })
  if (!isDone) throw new TypeError('Headers that are recorded are known at once')
  return Object.fromEntries(headers)
}
