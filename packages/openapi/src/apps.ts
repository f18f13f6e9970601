import { scopeNames } from '@taskpact/contract'
import type { OAuthEndpoints } from './oauth.js'

/** The authorization server that issues access tokens to apps. */
export interface AppAccess extends OAuthEndpoints {
  /** Whether it is another server than that of the API. */
  readonly isExternal: boolean
}

/** Returns the sections of the introduction about apps and assistants. Without access by OAuth they do not mention it. */
export function appsOf(access: AppAccess | undefined): string {
  if (!access) return assistants
  return [access.isExternal ? externalApps : apps, '', assistantsByOAuth].join('\n')
}

const externalApps = `## Build an app

An app acts for a user who has allowed it, without the password (OAuth 2.1). The authorization server is a service of its own: \`authorization_servers\`
in \`/.well-known/oauth-protected-resource/api\` is its URL (RFC 9728). Register the app there, and ask for the scopes that it needs. Send the access token as
\`Authorization: Bearer TOKEN\`. A missing scope fails with \`insufficient_scope\`.
`

const apps = `## Build an app

An app acts for a user who has allowed it, without the password (OAuth 2.1). It opens a page of this server in the browser. There the user signs in,
sees the name of the app, where it runs and what it asks for, and allows or denies that. OAuth libraries need only the URL of this server:
\`/.well-known/oauth-authorization-server\` lists the endpoints (RFC 8414).

**Get a client id.** There are three ways:

- A metadata document: serve a JSON file at an https URL of yours. The URL is the client id, and the server fetches it when it needs it:

\`\`\`json
{
  "client_id": "https://app.example/client.json",
  "client_name": "Example",
  "redirect_uris": [
    "https://app.example/callback"
  ],
  "grant_types": [
    "authorization_code",
    "refresh_token"
  ],
  "token_endpoint_auth_method": "none"
}
\`\`\`

- The operator of this server adds the app to its settings. Such an app can have a client secret, if it runs on a server.
- If the metadata of this server has a \`registration_endpoint\`, send the same file there, without \`client_id\` (RFC 7591).

Users see a warning that the app is not verified, unless the operator has added it.

**Choose a redirect URI.** An https URL; for a program on the user's computer \`http://127.0.0.1/callback\`, to which requests can add any
port; for an app on a phone a private-use URI scheme, such as \`org.example.app:/callback\`. It must equal a registered one, except for that
port.

**Ask the user.** Create a random \`code_verifier\` of 43 to 128 characters and a random \`state\` for each request, and open this URL in the
browser, in one line:

\`\`\`text
$API/oauth/authorize
  ?response_type=code
  &client_id=https://app.example/client.json
  &redirect_uri=https://app.example/callback
  &scope=tasks:read
  &resource=$API/api
  &state=RANDOM
  &code_challenge=BASE64URL_OF_SHA256
  &code_challenge_method=S256
\`\`\`

The scopes are ${scopeNames.map((name) => `\`${name}\``).join(', ')}. Ask only for those that you need; for more, ask again later.
\`resource\` is where the token is valid: \`$API/api\` for REST and tRPC, which is the default, or \`$API/mcp\`. The code challenge is the SHA-256 hash of the
verifier as base64url (RFC 7636); no other method is accepted.

**Get tokens.** The browser opens the redirect URI with \`code\`, \`state\` and \`iss\`, or with \`error\`. Continue only if \`state\` is that of your
request and \`iss\` is this server, and exchange the code within 60 seconds, once:

\`\`\`sh
curl -s $API/oauth/token \\
  -d grant_type=authorization_code \\
  -d client_id=$CLIENT_ID -d code=$CODE \\
  -d redirect_uri=$REDIRECT_URI \\
  -d code_verifier=$VERIFIER
\`\`\`

The \`access_token\` is valid for 15 minutes. Send it as \`Authorization: Bearer TOKEN\`. \`scope\` is what the user has allowed.

**Refresh tokens.** \`grant_type=refresh_token\` with \`refresh_token\` and \`client_id\` returns new tokens. Store the new refresh token: the
previous one is valid for another 10 seconds, in case the response was lost. Using it later disconnects the app. A refresh token is valid
for 30 days, and all of them expire a year after the user allowed the app. Then ask the user again.

**Handle errors.** Endpoints of OAuth return \`error\` and \`error_description\` instead of a \`Problem\`:

| error | meaning | what to do |
| --- | --- | --- |
| \`access_denied\` | The user did not allow it. | Let the user start again. |
| \`invalid_grant\` | The code or token has expired, was used before, or the user has disconnected the app. | Ask the user again. |
| \`invalid_target\` | \`resource\` is neither \`$API/api\` nor \`$API/mcp\`. | Correct it. |
| \`invalid_client\`, \`invalid_redirect_uri\` | The client id, its secret or the redirect URI is not registered. | Correct it. |
| \`invalid_request\`, \`invalid_scope\` | A parameter is missing or wrong; \`error_description\` names it. | Correct it. |

The API returns \`invalid_token\` for an access token that is not valid: refresh it, once. \`insufficient_scope\` names the scope that is
missing: ask the user for it.

**Disconnect.** When the user signs out of the app, send \`token\`, the refresh token, and \`client_id\` to \`/oauth/revoke\` (RFC 7009). All its
access tokens are refused within five seconds. Users can disconnect an app too (\`auth.apps\`), and a change of the password disconnects all
apps.

**Devices without a browser.** List the grant type \`urn:ietf:params:oauth:grant-type:device_code\` in the metadata document, or let the
operator allow it. Send \`client_id\` and \`scope\` to \`/oauth/device_authorization\`, show \`user_code\` and \`verification_uri\`, and request
tokens every \`interval\` seconds with that \`grant_type\` and \`device_code\` (RFC 8628). Repeat the request after \`authorization_pending\`, and
after \`slow_down\` with five seconds more between requests; start again after \`expired_token\`, which follows after ten minutes.
`

const abilities = `They can list, count, create, change and delete tasks, but not delete them permanently, and have no access to sessions and passwords.`

const byToken = `\`\`\`json
{
  "mcpServers": {
    "taskpact": {
      "type": "http",
      "url": "http://localhost:8000/mcp",
      "headers": {
        "Authorization": "Bearer TOKEN"
      }
    }
  }
}
\`\`\`

Clients that only start programs run \`npx -y @taskpact/cli mcp\`, with the token in the environment variable \`TASKPACT_TOKEN\`.`

const assistants = `## AI assistants

Assistants such as Claude connect to \`/mcp\` by the Model Context Protocol (Streamable HTTP), with a token as
\`Authorization: Bearer TOKEN\`. ${abilities} Give an assistant a token with the scopes that it needs. In most clients, this is the configuration:

${byToken}`

const assistantsByOAuth = `## AI assistants

Assistants such as Claude and ChatGPT connect to \`/mcp\` by the Model Context Protocol (Streamable HTTP). ${abilities}

Clients that support OAuth need only the URL. They open a page where you sign in and allow the assistant what it asks for:

\`\`\`json
{
  "mcpServers": {
    "taskpact": {
      "type": "http",
      "url": "http://localhost:8000/mcp"
    }
  }
}
\`\`\`

Give other clients a personal access token with the scopes that they need:

${byToken}`
