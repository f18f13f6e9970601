const bumps = ['none', 'patch', 'minor', 'major'] as const

/**
 * Returns the version that pending changesets lead to: Markdown with packages and their bumps as front matter
 * (https://github.com/changesets/changesets). `names` are the packages that always have the same version.
 */
export function nextVersion(version: string, names: readonly string[], changesets: readonly string[]): string {
  const found = changesets.flatMap((text) => {
    const [, frontMatter = ''] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text) ?? []
    return frontMatter.split(/\r?\n/).flatMap((line) => {
      const [, name = '', bump] = /^["']?([^"':]+)["']?:\s*(\S+)/.exec(line) ?? []
      return names.includes(name) ? [bumps.indexOf(bump as (typeof bumps)[number])] : []
    })
  })
  if (found.includes(-1)) throw new TypeError(`A changeset of ${names.join(', ')} has an unknown bump`)
  const [major = 0, minor = 0, patch = 0] = (version.split('-')[0] as string).split('.').map(Number)
  const next = {
    none: version,
    patch: `${major}.${minor}.${patch + 1}`,
    minor: `${major}.${minor + 1}.0`,
    major: `${major + 1}.0.0`,
  }
  return next[bumps[Math.max(0, ...found)] as (typeof bumps)[number]]
}
