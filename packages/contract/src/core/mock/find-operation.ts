import { headerParameters } from '../header-parameters.js'
import type { Operation } from '../operations.js'
import { pathTemplate } from '../path.js'

/** Returns the operation of a request with its path parameters, or the methods of the operations with this path. */
export function findOperation(
  operations: readonly Operation[],
  { method, path }: { readonly method: string; readonly path: string },
): { readonly operation: Operation; readonly fields: Record<string, string> } | readonly string[] {
  const allowed: string[] = []
  for (const operation of operations) {
    const fields = matchEnd(operation.route.path, path)
    if (fields && operation.route.method === method) return { operation, fields }
    if (fields) allowed.push(operation.route.method)
  }
  return allowed
}

/** The base URL of a client may contain a path before that of the contract. */
function matchEnd(template: string, path: string): Record<string, string> | undefined {
  const segments = path.split('/')
  return pathTemplate(template).match(['', ...segments.slice(-(template.split('/').length - 1))].join('/'))
}

/** Returns the flat input of a request, or undefined if its body is not JSON. */
export function readInput(
  { places, takesBody, metadata }: Operation,
  fields: Readonly<Record<string, string>>,
  { url, headers, body }: { readonly url: URL; readonly headers: Headers; readonly body: string },
): Record<string, unknown> | undefined {
  const inHeaders = Object.entries(headerParameters).flatMap(([field, { header, read }]) => {
    const text = headers.get(header)
    return places[field] === 'header' && text !== null ? [[field, read(text)]] : []
  })
  const file = Object.entries(metadata.requestFile ?? {}).find(
    ([, { mediaType }]) => headers.get('content-type') === mediaType,
  )
  const inJson = () => (body ? fromJson(body) : { ...metadata.absentBody })
  const inBody = metadata.requestFile ? { content: body } : takesBody ? inJson() : {}
  const inQuery = { ...(file && { format: file[0] }), ...Object.fromEntries(url.searchParams) }
  return inBody && { ...inQuery, ...inBody, ...Object.fromEntries(inHeaders), ...fields }
}

function fromJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined // the caller responds with `invalid_json`
  }
}
