import type { Logger } from 'pino'
import type { Env } from '../config/env.js'
import { version } from '../config/version.js'
import { isReadable } from '../logging/logger.js'

/** Logs that the server listens: the address of the docs for people, all facts as fields for programs. */
export function logStart(logger: Logger, { ENVIRONMENT }: Pick<Env, 'ENVIRONMENT'>, url: string): void {
  if (isReadable({ ENVIRONMENT })) logger.info(startLine(url))
  else logger.info({ url, docs: `${url}/docs`, environment: ENVIRONMENT }, 'Taskpact is ready')
}

export function startLine(url: string): string {
  const address = url.replace(/^http:\/\/(127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?=:)/, 'http://localhost')
  return `Taskpact ${version} is listening on ${address} (docs: ${address}/docs)`
}
