export {
  type Connections,
  type Database,
  type DatabaseOptions,
  type OpenDatabase,
  openDatabase,
} from './open-database.js'
export type { Readiness } from './readiness.js'
export {
  authEvents,
  dueDown,
  dueUp,
  idempotencyKeys,
  searchText,
  sessions,
  tasks,
  userRevisions,
  users,
} from './schema/index.js'
