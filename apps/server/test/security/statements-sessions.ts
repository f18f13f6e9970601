/** What no test of sessions holds, and why: by the id of the statement, with the part of it that is meant. */
export const reasons: Readonly<Record<string, string>> = {
  'S8: open streams': 'No operation keeps a connection open yet: there is no SSE, WebSocket or MCP stream to end.',
  'S9: a user who is disabled': 'Accounts are deleted, never disabled: no operation and no column says so.',
  'S14: Clear-Site-Data':
    'The statement offers a choice, and the cookie is expired. Clear-Site-Data would take what other pages of the origin keep.',
}
