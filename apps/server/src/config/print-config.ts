import type { Env } from './env.js'

const secrets = ['JWT_SECRET', 'JWT_SECRET_PREVIOUS', 'METRICS_TOKEN']

/** The settings that hold, a line each as a file of settings has them; what is secret in them is hidden. */
export function printConfig(env: Env): string {
  return Object.entries(env)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${shown(name, value)}\n`)
    .join('')
}

function shown(name: string, value: unknown): string {
  if (value === undefined) return ''
  if (secrets.includes(name)) return '***'
  // Everything in an address that can hold a password: what stands before the @, and parameters.
  return String(value)
    .replace(/(?<=:\/\/[^/?#@]*):[^/?#]*(?=@)/, ':***')
    .replace(/(?<=[?&]\w*(?:password|secret|token|key)\w*=)[^&]*/gi, '***')
}
