import { contract, headerParameters, operations } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { toRouteTable } from './to-route-table.js'

const all = operations(contract)
const table = toRouteTable(all)

describe('toRouteTable', () => {
  it('says of a plain route no more than it has', () => {
    const { method, path } = contract.tasks.purge

    expect(table['tasks.purge']).toEqual({ method, path, query: [], body: false })
  })

  it('names the header of each field that is in one', () => {
    for (const { name, places } of all) {
      const inHeaders = Object.entries(headerParameters).filter(([field]) => places[field] === 'header')
      expect(Object.entries(table[name]?.headers ?? {})).toEqual(
        inHeaders.map(([field, { header }]) => [field, header]),
      )
    }
  })

  it('lets a call be repeated that reads or that a key names', () => {
    const repeat = (name: string) => table[name]?.repeat

    expect(['tasks.list', 'tasks.export', 'system.health'].map(repeat)).toEqual(['safe', 'safe', 'safe'])
    expect(['tasks.create', 'tasks.restore'].map(repeat)).toEqual(['key', 'key'])
    expect(['tasks.update', 'tasks.remove', 'auth.refresh'].map(repeat)).toEqual([undefined, undefined, undefined])
  })

  it('tells the types of a file that is taken, and that one is sent', () => {
    expect(table['tasks.import']?.takes).toEqual({ json: 'application/json', csv: 'text/csv' })
    expect(table['tasks.export']?.sends).toBe(true)
  })

  it('tells what a success does to the session', () => {
    const does = Object.entries(table).flatMap(([name, { session }]) => (session ? [[name, session]] : []))

    expect(Object.fromEntries(does)).toEqual({
      'auth.signup': 'chooses',
      'auth.signin': 'chooses',
      'auth.refresh': 'refresh',
      'auth.signout': 'end',
      'auth.changePassword': 'start',
      'auth.deleteMe': 'end',
    })
  })

  it('can be written as JSON', () => {
    expect(JSON.parse(JSON.stringify(table))).toEqual(table)
  })
})
