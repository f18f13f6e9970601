/** The path of the metadata of protected resources (RFC 9728, section 3.1). That of a resource has its path at the end. */
export const resourceMetadataPath = '/.well-known/oauth-protected-resource'

/** Returns the URL of the metadata of a protected resource (RFC 9728). Undefined if the URL of the server or the resource is unknown. */
export function resourceMetadataUrl(baseUrl: string | undefined, resource: string | undefined): string | undefined {
  return baseUrl === undefined || resource === undefined ? undefined : baseUrl + resourceMetadataPath + resource
}
