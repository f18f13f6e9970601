/** The protected resources of the API, by URL (RFC 8707). A token of OAuth is for one of them. */
export interface Resources {
  /** REST and tRPC. */
  readonly api: string
  readonly mcp: string
}

/** Returns the resource that a transport belongs to. */
export function resourceOf({ api, mcp }: Resources, transport: string): string {
  return transport === 'mcp' ? mcp : api
}
