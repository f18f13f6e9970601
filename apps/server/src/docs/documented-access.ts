import type { AppAccess } from '@taskpact/openapi'
import { discoverEndpoints, type Fetch } from '@taskpact/service'
import type { Logger } from 'pino'
import type { Env } from '../config/env.js'
import { docsClientId } from '../oauth/clients.js'
import { docsCallback, endpointsAt } from '../oauth/paths.js'
import { externalAccess } from './external-access.js'
import type { DocsClient } from './reference-script.js'

interface Options {
  /** Default: `fetch`. */
  readonly send: Fetch | undefined
  readonly logger: Logger
}

interface DocumentedAccess {
  readonly findAccess?: () => Promise<AppAccess | undefined>
  readonly docsClient?: DocsClient
}

/** Returns what the documents say about apps: where they get tokens, and as which one the API reference signs in. */
export function documentedAccess(
  { OAUTH, OAUTH_ISSUER, PUBLIC_URL }: Env,
  { send, logger }: Options,
): DocumentedAccess {
  if (OAUTH === 'external' && OAUTH_ISSUER !== undefined) {
    const onFailure = (err: unknown) => logger.warn({ err }, 'The API documents lack the authorization server')
    return { findAccess: externalAccess(() => discoverEndpoints(OAUTH_ISSUER, send), onFailure) }
  }
  if (OAUTH !== 'own' || PUBLIC_URL === undefined) return {}
  const access = { ...endpointsAt(PUBLIC_URL), isExternal: false }
  return {
    findAccess: async () => access,
    docsClient: { clientId: docsClientId, redirectUri: PUBLIC_URL + docsCallback },
  }
}
