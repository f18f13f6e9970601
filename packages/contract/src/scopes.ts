/** The scopes of tokens. `includes` names the scopes that one contains. */
export const scopes = {
  'tasks:read': { description: 'Read tasks, statistics and changes.', includes: [] },
  'tasks:write': {
    description: 'Create, change and delete tasks, and read them.',
    includes: ['tasks:read'],
  },
  'account:read': { description: 'Read your name and e-mail address.', includes: [] },
} as const satisfies Readonly<Record<string, ScopeSpec>>

export type Scope = keyof typeof scopes

export const scopeNames = Object.keys(scopes) as [Scope, ...Scope[]]

interface ScopeSpec {
  /** What it allows, for the person who decides. */
  readonly description: string
  readonly includes: readonly string[]
}

/** Returns the given scopes and those that they include. Unknown ones are left out (RFC 6749, section 3.3). */
export function grantedScopes(names: readonly string[]): readonly Scope[] {
  const granted = scopeNames.filter((name) => names.includes(name))
  return scopeNames.filter((name) => granted.includes(name) || granted.some((one) => includes(one, name)))
}

function includes(scope: Scope, other: string): boolean {
  return (scopes[scope].includes as readonly string[]).includes(other)
}
