import { type Operation, scopeNames } from '@taskpact/contract'

/** The app that the page is for the authorization server. */
export interface DocsClient {
  readonly clientId: string
  readonly redirectUri: string
}

/**
 * Returns the script that starts Scalar (https://scalar.com/products/api-references/configuration). A response that starts or refreshes a
 * session, sent from the page, sets the bearer token of the page; one that ends the session removes it. A token typed into the field
 * takes precedence. With a client id, the page can also sign in as an app. The clients that Scalar generates are hidden, because the
 * document has code samples.
 */
export function referenceScript(operations: readonly Operation[], client?: DocsClient): string {
  const effects = operations.flatMap(({ route: { method, path }, metadata: { session } }) =>
    session && session !== 'check' ? [[`${method} ${path.slice(1)}`, session] as const] : [],
  )
  return `const effects = ${JSON.stringify(Object.fromEntries(effects), null, 2)}
const base = new URL('.', document.baseURI).href
const securitySchemes = ${JSON.stringify(client ? schemesOf(client) : {}, null, 2)}
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
  authentication: { securitySchemes },
}
const reference = Scalar.createApiReference('#reference', configuration)

async function onResponseReceived({ request, response }) {
  const effect = effects[request.method + ' ' + request.url.replace(base, '')]
  if (!effect || !response.ok) return
  const token = effect === 'end' ? '' : (await response.clone().json()).token
  const authentication = { securitySchemes: { ...securitySchemes, bearer: { token } } }
  reference.updateConfiguration({ ...configuration, authentication })
}
`
}

/** The names are those of Scalar (https://scalar.com/products/api-references/configuration, `authentication`). */
function schemesOf({ clientId, redirectUri }: DocsClient): object {
  const flow = {
    'x-scalar-client-id': clientId,
    'x-scalar-redirect-uri': redirectUri,
    'x-usePkce': 'SHA-256',
    selectedScopes: scopeNames,
  }
  return { oauth: { flows: { authorizationCode: flow } } }
}
