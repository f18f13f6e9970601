import { readdir, readFile } from 'node:fs/promises'
import type { OpenAPIV3_1 } from 'openapi-types'
import type { Surface } from '../src/compare/surface.js'

export const releases = new URL('../releases/', import.meta.url)

export interface Release {
  readonly document: OpenAPIV3_1.Document
  readonly surface: Surface
}

/** Returns the contract of a release. Default: the latest release. */
export async function readRelease(version?: string): Promise<Release> {
  const wanted = version ?? (await versions()).at(-1)
  if (wanted === undefined)
    throw new Error('There is no release yet: run `pnpm --filter @taskpact/openapi release` first')
  const read = async (file: string) => JSON.parse(await readFile(new URL(`${wanted}/${file}`, releases), 'utf8'))
  return { document: await read('openapi.json'), surface: await read('operations.json') }
}

async function versions(): Promise<string[]> {
  const names = await readdir(releases)
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}
