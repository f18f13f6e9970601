import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { interfacesOf } from '../scripts/interfaces-of.js'
import { contract, type ErrorCode, type Metadata, routes, type Scope } from '../src/index.js'

const notesWith = (description: string, metadata: Partial<Metadata<ErrorCode, Scope>> = {}) =>
  routes({
    get: {
      method: 'GET',
      path: '/api/notes',
      summary: 'Get a note',
      description,
      metadata: {
        access: 'public',
        scope: null,
        tool: false,
        limit: 'read',
        idempotency: 'none',
        concurrency: 'none',
        ...metadata,
        errors: [],
      },
      responses: { 200: z.object({}) },
    },
  })

it('declares an interface for each resource and operation, with summary and description as its comment', () => {
  expect(interfacesOf({ notes: notesWith('Returns a note.') })).toBe(`export interface Notes extends Named<{
  /**
   * Get a note.
   *
   * Returns a note.
   */
  readonly get: NotesGet
}, typeof notes> {}

export interface NotesGet extends WithProblems<typeof notes.get> {}
`)
})

it('marks a deprecated operation', () => {
  const deprecated = { since: '2026-01-01', sunset: '2027-01-01', use: 'notes.list' }

  expect(interfacesOf({ notes: notesWith('Returns a note.', { deprecated }) })).toContain(
    '   * @deprecated since 2026-01-01. Use `notes.list`.\n',
  )
})

it('keeps the comment closed if a description contains the end of a comment', () => {
  expect(interfacesOf({ notes: notesWith('Returns */*.') })).toContain('   * Returns *\\/*.\n')
})

it('has generated the interfaces of the contract', async () => {
  const generated = await readFile(new URL('../src/contract.gen.ts', import.meta.url), 'utf8')

  expect(generated.endsWith(`\n\n${interfacesOf(contract)}`)).toBe(true)
})
