import { describe, expect, it } from 'vitest'
import { changesTo, list, make, metadata, released, stateOf } from '../../test/compared.js'
import { unreleasable } from './release-check.js'
import { restChanges } from './rest-changes.js'
import { rpcChanges } from './rpc-changes.js'

const today = new Date('2026-11-26T00:00:00Z')

describe('release with breaking changes', () => {
  const { rest, rpc } = changesTo({ make })
  const changes = [...rest, ...rpc]

  it.each(['1.0.0', '1.0.1', '1.1.0', '1.10.0'])('is refused as version %s', (version) => {
    expect(unreleasable(changes, { released: released.surface, version, today })).toHaveLength(2)
  })

  it('is allowed as a new major version', () => {
    expect(unreleasable(changes, { released: released.surface, version: '2.0.0', today })).toEqual([])
  })

  it.each([
    ['0.2.0', 0],
    ['0.1.9', 2],
    ['1.0.0', 0],
  ])('is allowed before 1.0.0 as a new minor version: %s', (version, refused) => {
    const early = { ...released.surface, version: '0.1.0' }

    expect(unreleasable(changes, { released: early, version, today })).toHaveLength(refused)
  })
})

describe('deprecated operation', () => {
  const goneAfter = (sunset: string) => {
    const deprecated = { since: '2026-01-01', sunset, use: 'things.make' }
    const before = stateOf({ make, list: { ...list, metadata: { ...list.metadata, deprecated } } })
    const after = stateOf({ make })
    const changes = [...restChanges(before.document, after.document), ...rpcChanges(before.surface, after.surface)]
    return unreleasable(changes, { released: before.surface, version: '1.1.0', today })
  }

  it('can be removed after its sunset date', () => {
    expect(goneAfter('2026-11-25')).toEqual([])
  })

  it('cannot be removed before its sunset date', () => {
    expect(goneAfter('2026-11-27')).toHaveLength(2)
  })

  it('does not permit other breaking changes', () => {
    const deprecated = { since: '2026-01-01', sunset: '2026-11-25', use: 'things.make' }
    const before = stateOf({ make, list: { ...list, metadata: { ...list.metadata, deprecated } } })
    const after = stateOf({ make: { ...make, metadata: { ...metadata, idempotency: 'none' } } })
    const changes = rpcChanges(before.surface, after.surface)

    const refused = unreleasable(changes, { released: before.surface, version: '1.1.0', today })

    expect(new Set(refused.map(({ at }) => at.split(' ')[1]))).toEqual(new Set(['things.make']))
  })
})
