export {
  type Database,
  type DatabaseOptions,
  type OpenDatabase,
  openDatabase,
} from './open-database.js'
export { authEvents, sessions, tasks, userRevisions, users } from './schema.js'
