import { createNotes, type Notes, type Served, serve } from '@taskpact/engine/testing'
import express from 'express'
import { createRest, type RestOptions } from '../src/index.js'

export interface NotesApp extends Served {
  readonly notes: Notes
  /** Errors reported as internal. */
  readonly reported: unknown[]
}

/** Serves the small contract on an Express app. */
export async function startNotesApp(
  options: Parameters<typeof createNotes>[0] = {},
  rest: Partial<RestOptions> = {},
): Promise<NotesApp> {
  const notes = createNotes(options)
  const reported: unknown[] = []
  const app = express().set('etag', false)
  app.use(createRest({ ...notes, onInternalError: (error) => void reported.push(error), ...rest }))
  return { ...(await serve(app)), notes, reported }
}
