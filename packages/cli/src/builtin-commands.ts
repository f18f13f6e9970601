import type { Command } from './command.js'
import { connectionFlags, inputFlag, jsonFlag, requestFlags, yesFlag } from './common-flags.js'

const shell = {
  field: 'shell',
  type: 'text',
  description: 'Shell that runs the script.',
  values: ['bash', 'zsh', 'fish', 'pwsh'],
} as const

/** The commands that are not operations of the API. */
export const builtinCommands: readonly Command[] = [
  {
    words: 'login',
    summary: 'Sign in, and store the token',
    args: [],
    flags: [
      {
        field: 'browser',
        type: 'boolean',
        description: 'Sign in with a browser; --no-browser only prints the URL. Default on a terminal.',
      },
      { field: 'device', type: 'boolean', description: 'Sign in with a code, in a browser on any device.' },
      {
        field: 'email',
        type: 'text',
        description: 'Create a personal access token, with this address and a password.',
      },
      { field: 'tokenStdin', type: 'boolean', description: 'Read a token from stdin. Default without a terminal.' },
      { field: 'scopes', type: 'list', description: 'Scopes of a new token. Default: all.' },
      { field: 'clientId', type: 'text', description: 'Client id at another authorization server.' },
      {
        field: 'store',
        type: 'text',
        description: 'Where to store it. A file is not encrypted. Default: keychain.',
        values: ['keychain', 'file'],
      },
      ...connectionFlags,
    ],
  },
  { words: 'logout', summary: 'Revoke and delete the stored token', args: [], flags: connectionFlags },
  { words: 'whoami', summary: 'Show the user of the token', args: [], flags: [jsonFlag, ...connectionFlags] },
  {
    words: 'api',
    summary: 'Call any operation by its name',
    args: [{ field: 'operation', type: 'text', description: 'Such as tasks.list.', required: true }],
    flags: [
      { field: 'field', type: 'list', description: '-F FIELD=VALUE: JSON, or text if it is not JSON.' },
      { field: 'text', type: 'list', description: '-f FIELD=TEXT: always text.' },
      inputFlag,
      jsonFlag,
      yesFlag,
      ...requestFlags,
    ],
  },
  { words: 'mcp', summary: 'Connect an MCP client by stdio', args: [], flags: requestFlags },
  { words: 'completion', summary: 'Print a completion script', args: [shell], flags: [] },
]
