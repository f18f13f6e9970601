const bumps = ['patch', 'minor', 'major'] as const

/**
 * Returns the version that pending changesets (Markdown with the packages and their bumps as front matter) lead to. Those of packages
 * with one version must name each of them, as `changeset add` does.
 */
export function nextVersion(version: string, name: string, changesets: readonly string[]): string {
  const found = changesets.flatMap((text) => {
    const [, frontMatter = ''] = /^---\n([\s\S]*?)\n---/.exec(text) ?? []
    const line = frontMatter.split('\n').find((one) => one.replaceAll(/["']/g, '').startsWith(`${name}:`))
    return line === undefined ? [] : [bumps.indexOf(line.split(':')[1]?.trim() as (typeof bumps)[number])]
  })
  if (found.includes(-1)) throw new TypeError(`A changeset of ${name} has an unknown bump`)
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const next = { patch: [major, minor, patch + 1], minor: [major, minor + 1, 0], major: [major + 1, 0, 0] }
  const bump = bumps[Math.max(...found)]
  return bump ? next[bump].join('.') : version
}
