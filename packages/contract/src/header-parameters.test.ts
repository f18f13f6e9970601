import { describe, expect, it } from 'vitest'
import { headerParameters } from './core/index.js'

const { read } = headerParameters.ifMatch
const epoch = 'c41f09be27d3'

describe('If-Match', () => {
  it.each([
    ['the entity tag of the epoch', `"${epoch}-7"`, 7],
    // Clients that know a revision only. One is never used twice, so it needs no epoch.
    ['a revision', '"7"', 7],
    ['*, which every revision matches', '*', undefined],
  ])('names a revision: %s', (_what, header, revision) => {
    expect(read(header, epoch)).toBe(revision)
  })

  it.each([
    ['of another epoch', '"d52f09be27d3-7"'],
    ['without the end of its epoch', '"c41f09be27-7"'],
    // RFC 9110, section 8.8.3.2: If-Match compares strongly, and a weak tag is never equal then.
    ['weak', `W/"${epoch}-7"`],
    ['of a list', `"${epoch}-7-nZ4kQ_0xJ2sa"`],
    ['of a list, with digits only', `"${epoch}-7-123456789012"`],
    ['of another service', '"5f7c-d41d8cd9"'],
    ['empty', '""'],
  ])('names no revision if the entity tag is %s', (_what, header) => {
    expect(read(header, epoch)).toBe(0)
  })

  it.each(['7', `${epoch}-7`, '"7', `"${epoch}-7", "${epoch}-8"`])('is left to the schema if it is %s', (header) => {
    expect(read(header, epoch)).toBe(header)
  })
})
