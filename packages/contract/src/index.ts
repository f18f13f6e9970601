export type { AppRoute, AppRouter } from '@ts-rest/core'
export {
  AccountChanges,
  Confirmation,
  Credentials,
  Email,
  NewAccount,
  Password,
  PasswordChange,
  PersonName,
  Refresh,
  SessionKind,
  SignedIn,
  User,
  UserId,
} from './account.js'
export { AccountExport } from './account-export.js'
export { auth } from './auth.js'
export { AuthEvent, AuthEventKind, AuthEventPage } from './auth-events.js'
export { bearerToken } from './bearer-token.js'
export { type Contract, contract } from './contract.js'
export {
  challengeOf,
  codeOfStatus,
  type ErrorCode,
  errorCodes,
  errorTable,
  type Failure,
  FieldError,
  Problem,
  toProblem,
} from './errors.js'
export type {
  CallArguments,
  CallInput,
  Calls,
  Input,
  Kind,
  Output,
} from './inference.js'
export { Instant } from './instant.js'
export { limits } from './limits.js'
export { type Metadata, type Route, routes } from './metadata.js'
export { nested } from './nested.js'
export {
  type Operation,
  operations,
  type Place,
  places,
} from './operations.js'
export { Cursor, pageLimit } from './page.js'
export {
  type Issue,
  inOrder,
  type Parsed,
  parseInput,
  toFieldErrors,
} from './parse-input.js'
export { queryInteger } from './query.js'
export { Session, SessionId, SessionList, sessions } from './sessions.js'
export { Health, Liveness, system } from './system.js'
export {
  Completion,
  Description,
  NewTask,
  Task,
  TaskChanges,
  TaskId,
  TaskPage,
  TaskStatus,
  Title,
  tasks,
} from './tasks.js'
export { exactText, longText, trimmedText } from './text.js'
