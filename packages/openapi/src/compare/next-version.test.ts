import { describe, expect, it } from 'vitest'
import { nextVersion } from './next-version.js'

const changeset = (bump: string, name = '@taskpact/contract') =>
  `---\n"${name}": ${bump}\n"other": major\n---\n\nText.\n`

describe('nextVersion', () => {
  it.each([
    ['0.1.0', []],
    ['0.1.1', ['patch']],
    ['0.2.0', ['patch', 'minor', 'patch']],
    ['1.0.0', ['major', 'minor']],
  ])('is %s after the changesets %j', (version, changes) => {
    const changesets = changes.map((bump) => changeset(bump))
    expect(nextVersion('0.1.0', '@taskpact/contract', changesets)).toBe(version)
  })

  it('ignores changesets of other packages', () => {
    expect(nextVersion('0.1.0', '@taskpact/contract', [changeset('minor', '@taskpact/contract-tools')])).toBe('0.1.0')
  })

  it('throws a TypeError for an unknown bump', () => {
    expect(() => nextVersion('0.1.0', '@taskpact/contract', [changeset('huge')])).toThrow(TypeError)
  })
})
