export { type CompiledQuery, compiledQuery, type QueryDefinition } from './compiled-query/compiled-query.js'
export { statementName } from './compiled-query/statement-name.js'
export type { Database } from './database.js'
export { distributedBy, isOnShardOfUser, undistributed } from './distribution.js'
export { type DatabaseFailure, databaseFailure, isDuplicateKey, isMissingReference } from './errors.js'
export type { History, HistoryObserver } from './history.js'
export { type NotificationOptions, type Notifications, openNotifications } from './notifications.js'
export {
  type Connections,
  type DatabaseOptions,
  type OpenDatabase,
  openDatabase,
} from './open-database.js'
export type { Readiness } from './readiness.js'
export { openReplica, type Replica, type ReplicaOptions } from './replica.js'
export {
  accessTokens,
  authEvents,
  dueDown,
  dueUp,
  emails,
  emailTokens,
  endedTokens,
  hasStaleKeys,
  hasUnusualFollower,
  history,
  idempotencyKeys,
  identities,
  type LetterPair,
  letterPair,
  letterPairPatterns,
  mails,
  oauthKeys,
  oauthRecords,
  passkeys,
  recoveryCodes,
  searchText,
  sessions,
  tagsSeparator,
  taskSummaries,
  tasks,
  titleOrder,
  totpSecrets,
  usedTickets,
  userRevisions,
  users,
} from './schema/index.js'
export type { EndedStatement } from './with-timing.js'
