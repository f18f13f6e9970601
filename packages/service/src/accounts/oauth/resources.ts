/** The URLs of the protected resources (RFC 8707). An access token of an app is for one of them. */
export interface Resources {
  /** REST and tRPC. */
  readonly api: string
  readonly mcp: string
}

/** Returns the resource that a transport belongs to. */
export function resourceOf({ api, mcp }: Resources, transport: string): string {
  return transport === 'mcp' ? mcp : api
}
