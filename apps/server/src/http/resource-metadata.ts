import { apiPath, scopeNames } from '@taskpact/contract'
import { ServiceError } from '@taskpact/engine'
import { type RequestContext, resourceMetadataPath } from '@taskpact/engine/http'
import type { Resources } from '@taskpact/service'
import { type Request, Router } from 'express'

/** The path of the MCP endpoint. */
export const mcpPath = '/mcp'

/** Returns the protected resources of a server at a URL. */
export function resourcesAt(publicUrl: string): Resources {
  return { api: publicUrl + apiPath, mcp: publicUrl + mcpPath }
}

/** Serves the metadata of each protected resource (RFC 9728), of which challenges name the URL. */
export function resourceMetadata(
  resources: readonly string[],
  contextOf: (req: Request) => RequestContext,
  /** The issuer that clients get tokens from. */
  issuer?: string,
): Router {
  const router = Router({ caseSensitive: true, strict: true })
  for (const resource of resources) {
    router.get(resourceMetadataPath + resource, (req, res) => {
      const { baseUrl } = contextOf(req)
      if (baseUrl === undefined) throw new ServiceError('invalid_input', 'The Host header is invalid.')
      res.json({
        resource: baseUrl + resource,
        ...(issuer !== undefined && { authorization_servers: [issuer] }),
        resource_name: 'Taskpact',
        scopes_supported: scopeNames,
        bearer_methods_supported: ['header'],
      })
    })
  }
  return router
}
