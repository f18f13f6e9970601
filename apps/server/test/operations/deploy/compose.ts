import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { repository } from './image.js'

export interface Service {
  readonly image: string
  readonly build?: string
  readonly environment?: Record<string, string>
  readonly depends_on?: Record<string, { readonly condition: string }>
  readonly configs?: { readonly source: string; readonly target: string }[]
  readonly [key: string]: unknown
}
interface Compose {
  readonly services: Record<string, Service>
  readonly configs: Record<string, { readonly content: string }>
}

export const text = readFileSync(`${repository}/compose.yaml`, 'utf8')
export const { services, configs } = parse(text, { merge: true }) as Compose
