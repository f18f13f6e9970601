import { headerFields } from '../header-parameters.js'
import type { Operation } from '../operations.js'

/** The operation at an address, with the fields that the path gives; else the methods that are answered there. */
export function findOperation(
  operations: readonly Operation[],
  { method, path }: { readonly method: string; readonly path: string },
): { readonly operation: Operation; readonly fields: Record<string, string> } | readonly string[] {
  const allowed: string[] = []
  for (const operation of operations) {
    const names = [...operation.route.path.matchAll(/:(\w+)/g)].map(([, name]) => name as string)
    const pattern = new RegExp(`${operation.route.path.replace(/:\w+/g, '([^/]+)')}$`)
    const match = pattern.exec(path)
    if (!match) continue
    if (operation.route.method !== method) allowed.push(operation.route.method)
    else
      return {
        operation,
        fields: Object.fromEntries(names.map((name, n) => [name, decodeURIComponent(match[n + 1] ?? '')])),
      }
  }
  return allowed
}

/** The flat input of a request, read from where REST carries each field; undefined where its body is not JSON. */
export function readInput(
  { places, takesBody, metadata }: Operation,
  fields: Readonly<Record<string, string>>,
  { url, headers, body }: { readonly url: URL; readonly headers: Headers; readonly body: string },
): Record<string, unknown> | undefined {
  const inHeaders = Object.entries(headerFields).flatMap(([field, { header, read }]) => {
    const text = headers.get(header)
    return places[field] === 'header' && text !== null ? [[field, read(text)]] : []
  })
  const file = Object.entries(metadata.takes ?? {}).find(
    ([, { mediaType }]) => headers.get('content-type') === mediaType,
  )
  const inBody = metadata.takes ? { format: file?.[0], content: body } : takesBody && body ? fromJson(body) : {}
  return inBody && { ...Object.fromEntries(url.searchParams), ...inBody, ...Object.fromEntries(inHeaders), ...fields }
}

function fromJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined // told by the failure of the call
  }
}
