import { contract, operations } from '@taskpact/contract'
import { endpointsAt } from '../../../apps/server/src/oauth/paths.js'
import { createDocument, taskpactForApps } from '../src/index.js'

/** The document of a version, for any server. References to its authorization server are relative to its URL. */
export function createCommitted(version: string) {
  return createDocument(operations(contract), {
    ...taskpactForApps({ ...endpointsAt(''), isExternal: false }),
    version,
  })
}
