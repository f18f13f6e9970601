export { type CompiledQuery, compiledQuery, type QueryDefinition } from './compiled-query/compiled-query.js'
export type { Database } from './database.js'
export { type DatabaseFailure, databaseFailure, isDuplicateKey, isMissingReference } from './errors.js'
export type { History, HistoryObserver } from './history.js'
export {
  type Connections,
  type DatabaseOptions,
  type OpenDatabase,
  openDatabase,
} from './open-database.js'
export type { Readiness } from './readiness.js'
export {
  authEvents,
  dueDown,
  dueUp,
  endedTokens,
  hasStaleKeys,
  history,
  idempotencyKeys,
  searchText,
  sessions,
  tagsSeparator,
  tasks,
  titleOrder,
  userRevisions,
  users,
} from './schema/index.js'
