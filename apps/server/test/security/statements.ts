/** Of the statements J1 to J24 and A1 to A9, the parts that no test here holds, or that are not followed, and why. */
export const reasons: Readonly<Record<string, string>> = {
  'J16: role lowered': 'Users have no roles.',
  'J16: open streams': 'No operation keeps a connection open: there is no SSE, WebSocket or MCP stream to end.',
  'J16: tokens of other issuers':
    'They are of no session here, so there is none to revoke: they are good until they end.',
  'J20: two spaces': 'Accepted, as RFC 9110, section 11.4, has one or more spaces between the scheme and the token.',
  'J22: a retired key of another issuer': 'A token that was verified before is remembered, and so good until it ends.',
  'A1: sub-resources, imports and order':
    'Tasks have neither parents, labels, lists nor an order, and come one at a time.',
  'A1: timing': 'Both are one statement that finds no row; a measure of it would be of the machine.',
  'A8: row-level security': 'The statement offers a choice, and every statement names the user instead.',
}
