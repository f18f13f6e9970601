import { existsSync, readFileSync } from 'node:fs'
import type { Profiler } from 'node:inspector'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

type At = Profiler.ProfileNode['callFrame']

const maps = new Map<string, SourceMap | undefined>()

/** Returns where a function is in the sources, if its file has a source map beside it. */
export function sourceOf(at: At): At {
  const entry = mapOf(at.url)?.findEntry(at.lineNumber, at.columnNumber)
  if (!entry || !('originalSource' in entry)) return at
  const { originalSource, originalLine, originalColumn } = entry
  const url = new URL(originalSource, at.url).href
  return { ...at, url, lineNumber: originalLine, columnNumber: originalColumn }
}

function mapOf(url: string): SourceMap | undefined {
  if (!maps.has(url)) maps.set(url, readMap(url))
  return maps.get(url)
}

function readMap(url: string): SourceMap | undefined {
  if (!url.startsWith('file:')) return undefined
  const file = `${fileURLToPath(url)}.map`
  return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}
