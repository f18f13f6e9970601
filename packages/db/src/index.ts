export {
  type Database,
  type DatabaseOptions,
  type OpenDatabase,
  openDatabase,
} from './open-database.js'
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
} from './schema.js'
