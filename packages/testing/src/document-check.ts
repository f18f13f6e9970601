import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'

export interface DocumentCheck {
  /** Throws if the document does not describe the response. */
  expectDocumented(operation: string, status: number, contentType: string | null, body: unknown): void
}

interface Response {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, unknown>>
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { operationId: string; responses: Record<string, Response> }>>>
  >
}

// Compiling the schemas takes longer than most tests, and nearly every server publishes the same document.
const checks = new Map<string, DocumentCheck>()

/** Returns a check of responses against the document that a server publishes. */
export async function createDocumentCheck(serverUrl: string): Promise<DocumentCheck> {
  const text = await (await fetch(`${serverUrl}/openapi.json`)).text()
  const check = checks.get(text) ?? checkOf(JSON.parse(text))
  checks.set(text, check)
  return check
}

function checkOf(document: Document): DocumentCheck {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema({ ...document, $id: 'document' })
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ at: ['paths', path, method], ...operation })),
  )

  return {
    expectDocumented(name, status, contentType, body) {
      const operation = described.find(
        ({ operationId }) => operationId.toLowerCase() === name.replaceAll('.', '').toLowerCase(),
      )
      const response = operation?.responses[status]
      expect(response, `${name} answers an undocumented ${status}`).toBeDefined()
      const pointer = response?.$ref ?? toPointer([...(operation?.at ?? []), 'responses', String(status)])
      const content = (find(document, pointer) as Response).content
      if (!content) return expect(body, `${name} ${status} has no body`).toBeUndefined()
      const type = contentType?.split(';')[0] ?? ''
      expect(Object.keys(content)).toContain(type)
      const validate = ajv.getSchema(`document${pointer}${toPointer(['content', type, 'schema']).slice(1)}`)
      expect(validate?.(body), `${name} ${status}: ${ajv.errorsText(validate?.errors)}`).toBe(true)
    },
  }
}

function toPointer(keys: readonly string[]): string {
  return `#${keys.map((key) => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`
}

function find(root: unknown, pointer: string): unknown {
  return pointer
    .slice(2)
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((part, key) => (part as Record<string, unknown>)[key], root)
}
