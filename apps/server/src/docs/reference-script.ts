import type { Operation } from '@taskpact/contract'

/**
 * Returns the script that starts Scalar (https://scalar.com/products/api-references/configuration). A response that starts or refreshes a
 * session, sent from the page, sets the bearer token of the page; one that ends the session removes it. A token typed into the field
 * takes precedence. The clients that Scalar generates are hidden, because the document has code samples.
 */
export function referenceScript(operations: readonly Operation[]): string {
  const effects = operations.flatMap(({ route: { method, path }, metadata: { session } }) =>
    session && session !== 'check' ? [[`${method} ${path.slice(1)}`, session] as const] : [],
  )
  return `const effects = ${JSON.stringify(Object.fromEntries(effects), null, 2)}
const base = new URL('.', document.baseURI).href
const configuration = {
  url: base + 'openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  hiddenClients: true,
  onResponseReceived,
}
const reference = Scalar.createApiReference('#reference', configuration)

async function onResponseReceived({ request, response }) {
  const effect = effects[request.method + ' ' + request.url.replace(base, '')]
  if (!effect || !response.ok) return
  const token = effect === 'end' ? '' : (await response.clone().json()).token
  reference.updateConfiguration({ ...configuration, authentication: { securitySchemes: { bearer: { token } } } })
}
`
}
