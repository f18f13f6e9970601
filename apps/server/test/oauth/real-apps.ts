const codeGrants = ['authorization_code', 'refresh_token']
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const publicApp = { grant_types: codeGrants, response_types: ['code'], token_endpoint_auth_method: 'none' }

export interface RealApp {
  readonly metadata: Readonly<Record<string, unknown>> & { readonly redirect_uris: readonly string[] }
  /** Where the app gets its code: one of its redirect URIs, perhaps at another port. */
  readonly redirectUri: string
}

/** What MCP clients send to register themselves, as of autumn 2026. */
export const registeringApps: Readonly<Record<string, RealApp>> = {
  'Claude Code': {
    metadata: {
      client_name: 'Claude Code (taskpact)',
      redirect_uris: ['http://localhost:3118/callback'],
      ...publicApp,
      scope: 'tasks:read tasks:write account:read',
    },
    redirectUri: 'http://localhost:3118/callback',
  },
  Claude: {
    metadata: {
      client_name: 'Claude',
      redirect_uris: ['https://claude.ai/api/mcp/auth_callback', 'https://claude.com/api/mcp/auth_callback'],
      ...publicApp,
      token_endpoint_auth_method: 'client_secret_post',
    },
    redirectUri: 'https://claude.ai/api/mcp/auth_callback',
  },
  'VS Code': {
    metadata: {
      client_name: 'Visual Studio Code',
      client_uri: 'https://code.visualstudio.com',
      redirect_uris: [
        'https://insiders.vscode.dev/redirect',
        'https://vscode.dev/redirect',
        'http://127.0.0.1/',
        'http://127.0.0.1:33418/',
      ],
      ...publicApp,
      grant_types: [...codeGrants, deviceGrant],
      scope: 'tasks:read',
      application_type: 'native',
    },
    redirectUri: 'http://127.0.0.1:50123/',
  },
  'VS Code in a browser': {
    metadata: {
      client_name: 'Visual Studio Code',
      redirect_uris: ['https://vscode.dev/redirect', 'http://127.0.0.1/'],
      ...publicApp,
      application_type: 'native',
    },
    redirectUri: 'https://vscode.dev/redirect',
  },
  Cursor: {
    metadata: {
      client_name: 'Cursor',
      redirect_uris: [
        'cursor://anysphere.cursor-mcp/oauth/callback',
        'https://www.cursor.com/agents/mcp/oauth/callback',
        'http://localhost:8787/callback',
      ],
      ...publicApp,
      application_type: 'web',
    },
    redirectUri: 'cursor://anysphere.cursor-mcp/oauth/callback',
  },
  'the older Cursor': {
    metadata: { client_name: 'Cursor', redirect_uris: ['cursor://anysphere.cursor-mcp/oauth/callback'] },
    redirectUri: 'cursor://anysphere.cursor-mcp/oauth/callback',
  },
  ChatGPT: {
    metadata: {
      client_name: 'ChatGPT',
      redirect_uris: ['https://chatgpt.com/connector_platform_oauth_redirect'],
      ...publicApp,
      token_endpoint_auth_method: 'client_secret_basic',
    },
    redirectUri: 'https://chatgpt.com/connector_platform_oauth_redirect',
  },
  'Gemini CLI': {
    metadata: {
      client_name: 'Gemini CLI MCP Client',
      redirect_uris: ['http://localhost:7777/oauth/callback'],
      ...publicApp,
      scope: '',
    },
    redirectUri: 'http://localhost:49321/oauth/callback',
  },
  'MCP Inspector': {
    metadata: {
      client_name: 'MCP Inspector',
      client_uri: 'https://github.com/modelcontextprotocol/inspector',
      redirect_uris: ['http://localhost:6274/oauth/callback'],
      ...publicApp,
    },
    redirectUri: 'http://localhost:6274/oauth/callback',
  },
}

/** The documents that MCP clients publish, without `client_id`, as of autumn 2026. */
export const publishedApps: Readonly<Record<string, RealApp>> = {
  'Claude Code': {
    metadata: {
      client_name: 'Claude Code',
      client_uri: 'https://claude.ai',
      redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
      ...publicApp,
    },
    redirectUri: 'http://localhost:54545/callback',
  },
  Claude: {
    metadata: {
      client_name: 'Claude',
      client_uri: 'https://claude.ai',
      redirect_uris: ['https://claude.ai/api/mcp/auth_callback'],
      ...publicApp,
      grant_types: [...codeGrants, 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    },
    redirectUri: 'https://claude.ai/api/mcp/auth_callback',
  },
  'VS Code': {
    metadata: {
      client_name: 'Visual Studio Code',
      client_uri: 'https://vscode.dev/product',
      logo_uri: 'https://code.visualstudio.com/assets/branding/code-stable.png',
      redirect_uris: ['http://127.0.0.1:33418/', 'https://vscode.dev/redirect'],
      ...publicApp,
      grant_types: [...codeGrants, 'device_code'],
      application_type: 'native',
    },
    redirectUri: 'http://127.0.0.1:33418/',
  },
  ChatGPT: {
    metadata: {
      client_name: 'ChatGPT',
      client_uri: 'https://chatgpt.com/',
      logo_uri: 'https://persistent.oaistatic.com/sonic/misc/openai-logo.png',
      redirect_uris: ['https://chatgpt.com/connector_platform_oauth_redirect'],
      grant_types: codeGrants,
      response_types: ['code'],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
      token_endpoint_auth_signing_alg: 'RS256',
      jwks_uri: 'https://chatgpt.com/oauth/jwks.json',
    },
    redirectUri: 'https://chatgpt.com/connector_platform_oauth_redirect',
  },
  'an app with a scope and a scheme of its own': {
    metadata: {
      client_name: 'Notes',
      redirect_uris: ['com.notes.app:/callback'],
      ...publicApp,
      scope: 'mcp:tools offline_access',
    },
    redirectUri: 'com.notes.app:/callback',
  },
}
