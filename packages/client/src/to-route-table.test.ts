import { contract, headerParameters, operations } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { toRouteTable } from './to-route-table.js'

const all = operations(contract)
const table = toRouteTable(all)

describe('toRouteTable', () => {
  it('omits optional properties of a plain route', () => {
    const { method, path } = contract.tasks.purge

    expect(table['tasks.purge']).toEqual({ method, path, output: 'none' })
  })

  it('has the fields that are sent as headers', () => {
    for (const { name, places } of all.filter(({ kind }) => kind !== 'stream')) {
      const inHeaders = Object.keys(headerParameters).filter((field) => places[field] === 'header')
      expect(table[name]?.headers ?? []).toEqual(inHeaders)
    }
  })

  it('has the media types of file uploads and marks file downloads', () => {
    expect(table['tasks.import']?.requestFile).toEqual({
      json: 'application/json',
      csv: 'text/csv',
      ics: 'text/calendar',
      auto: 'text/plain',
    })
    expect(table['tasks.export']?.responseFile).toBe(true)
  })

  it('has the effect of each operation on the session', () => {
    const effects = Object.entries(table).flatMap(([name, { session, sessionField = false }]) =>
      session || sessionField ? [[name, { session, sessionField }]] : [],
    )

    expect(Object.fromEntries(effects)).toEqual({
      'auth.signup': { session: 'start', sessionField: true },
      'auth.signin': { session: 'start', sessionField: true },
      'auth.signInWithLink': { session: 'start', sessionField: true },
      'auth.signInWithCode': { session: 'start', sessionField: true },
      'auth.refresh': { session: 'refresh', sessionField: false },
      'auth.session': { session: 'check', sessionField: false },
      'auth.signout': { session: 'end', sessionField: false },
      'auth.changePassword': { session: 'start', sessionField: false },
      'auth.deleteMe': { session: 'end', sessionField: false },
      'auth.passkeys.signIn': { session: 'start', sessionField: true },
      'auth.identities.signIn': { session: 'start', sessionField: true },
    })
  })

  it('is unchanged by JSON serialization', () => {
    expect(JSON.parse(JSON.stringify(table))).toEqual(table)
  })
})
