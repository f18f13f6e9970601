export type { AppRoute, AppRouter } from '@ts-rest/core'
export {
  auth,
  Credentials,
  Email,
  NewAccount,
  Password,
  PersonName,
  Session,
  User,
  UserId,
} from './auth.js'
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
export {
  type Issue,
  inOrder,
  type Parsed,
  parseInput,
  toFieldErrors,
} from './parse-input.js'
export { queryInteger } from './query.js'
export { Health, system } from './system.js'
export {
  Completion,
  Cursor,
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
