interface Common {
  /** Part of the redirect URI. */
  readonly id: string
  readonly name: string
  readonly clientId: string
  readonly clientSecret: string
  /** Scopes to request, separated by spaces. */
  readonly scope?: string | undefined
}

/** An OpenID provider, whose endpoints are discovered (OpenID Connect Discovery 1.0). */
export interface OpenIdProvider extends Common {
  readonly issuer: string
}

/** An authorization server without ID tokens, such as that of GitHub (RFC 6749). */
export interface OAuthProvider extends Common {
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  /** Returns the user as JSON, with `id` or `sub`. */
  readonly userInfoEndpoint: string
  /** Returns the addresses of the user as JSON: an array with `email`, `primary` and `verified`. */
  readonly emailsEndpoint?: string | undefined
}

export type ProviderSettings = OpenIdProvider | OAuthProvider

/** What connects an authorization request with its response. */
export interface AuthorizationChecks {
  readonly state: string
  readonly nonce: string
  /** The PKCE code challenge (RFC 7636), by S256. */
  readonly challenge: string
}

/** Claims that are validated. */
export interface ProviderClaims {
  /** Identifies the user at all providers. */
  readonly key: readonly string[]
  /** The e-mail address, if the provider has verified it. */
  readonly email: string | undefined
  readonly name: string | undefined
}

/** A client of one identity provider. Its requests fail with `unavailable` after five seconds. */
export interface Provider {
  readonly id: string
  readonly name: string
  /** Returns the URL at which the user signs in. */
  authorizationUrl(checks: AuthorizationChecks): Promise<string>
  /**
   * Returns the claims for the URL to which the provider redirected the user. Rejects with `invalid_credentials` if the provider refuses, or
   * if the response does not belong to the request or is not authentic.
   */
  claimsOf(
    url: string,
    checks: Omit<AuthorizationChecks, 'challenge'> & { readonly verifier: string },
  ): Promise<ProviderClaims>
}
