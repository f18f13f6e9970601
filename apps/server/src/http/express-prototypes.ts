import { IncomingMessage, ServerResponse } from 'node:http'
import type { Express } from 'express'

/**
 * Returns classes for `createServer` whose prototypes are those of Express, with all inherited members copied into them. Express
 * then need not call `Object.setPrototypeOf` for each request, which V8 is slow after (PERFORMANCE.md).
 */
export function matchingPrototypes(app: Express): Classes {
  const Request = withMethods(class extends IncomingMessage {}, app.request)
  const Response = withMethods(class<R extends IncomingMessage> extends ServerResponse<R> {}, app.response)
  app.request = Request.prototype as unknown as Express['request']
  app.response = Response.prototype as unknown as Express['response']
  return { IncomingMessage: Request, ServerResponse: Response }
}

interface Classes {
  readonly IncomingMessage: typeof IncomingMessage
  readonly ServerResponse: typeof ServerResponse
}

/** Copies the properties of an object, and of its prototypes up to the one that the class inherits from, to the class. */
function withMethods<C extends { readonly prototype: object }>(Class: C, source: object): C {
  const base = Object.getPrototypeOf(Class.prototype)
  const chain: object[] = []
  for (let one = source; one !== base; one = Object.getPrototypeOf(one)) chain.unshift(one)
  for (const one of chain) Object.defineProperties(Class.prototype, Object.getOwnPropertyDescriptors(one))
  return Class
}
