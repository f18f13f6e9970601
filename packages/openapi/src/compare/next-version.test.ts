import { describe, expect, it } from 'vitest'
import { nextVersion } from './next-version.js'

const changeset = (bump: string, name = '@taskpact/contract') =>
  `---\n"${name}": ${bump}\n"other": major\n---\n\nText.\n`

const names = ['@taskpact/contract', '@taskpact/openapi']

describe('nextVersion', () => {
  it.each([
    ['0.1.0', []],
    ['0.1.1', ['patch']],
    ['0.2.0', ['patch', 'minor', 'patch']],
    ['1.0.0', ['major', 'minor']],
    ['0.1.0', ['none']],
    ['0.2.0', ['minor # a comment']],
  ])('is %s after the changesets %j', (version, changes) => {
    const changesets = changes.map((bump) => changeset(bump))
    expect(nextVersion('0.1.0', names, changesets)).toBe(version)
  })

  it('reads each package of a group, and Windows line ends', () => {
    const changesets = [changeset('minor', '@taskpact/openapi').replaceAll('\n', '\r\n')]
    expect(nextVersion('0.1.0', names, changesets)).toBe('0.2.0')
  })

  it('ignores changesets of other packages', () => {
    expect(nextVersion('0.1.0', names, [changeset('minor', '@taskpact/contract-tools')])).toBe('0.1.0')
  })

  it('throws a TypeError for an unknown bump', () => {
    expect(() => nextVersion('0.1.0', names, [changeset('huge')])).toThrow(TypeError)
  })
})
