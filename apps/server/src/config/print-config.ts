import type { Env } from './env.js'

const secrets = [
  'JWT_SECRET',
  'JWT_SECRET_PREVIOUS',
  'METRICS_TOKEN',
  'OAUTH_CLIENTS',
  'OIDC_PROVIDERS',
  'OTEL_EXPORTER_OTLP_HEADERS',
]

/** Returns the effective settings in the format of `.env`, with secrets hidden. */
export function printConfig(env: Env): string {
  return Object.entries(env)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${redacted(name, value)}\n`)
    .join('')
}

function redacted(name: string, value: unknown): string {
  if (value === undefined) return ''
  if (secrets.includes(name)) return '***'
  // A URL can contain a password before the @ and in its parameters.
  return String(value)
    .replace(/(?<=:\/\/[^/?#@]*):[^/?#]*(?=@)/, ':***')
    .replace(/(?<=[?&]\w*(?:password|secret|token|key)\w*=)[^&]*/gi, '***')
}
