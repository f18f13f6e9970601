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
export { contractHeader, contractVersion } from './contract-version.js'
export { type Deprecation, deprecationHeaders } from './deprecation.js'
export { type ErrorHelp, errorHelp } from './error-help.js'
export {
  challengeOf,
  codeOfStatus,
  type ErrorCode,
  errorCodes,
  errorTable,
  type Failure,
  FieldError,
  notModified,
  Problem,
  type ProblemFacts,
  toProblem,
} from './errors.js'
export { exampleFieldErrors, exampleProblem } from './example-problem.js'
export { type HeaderField, type HeaderFieldName, headerFields, headerFieldsOf } from './header-fields.js'
export type {
  CallArguments,
  CallInput,
  ErrorCodeOf,
  Input,
  Kind,
  Output,
} from './inference.js'
export { CalendarDate, Instant, UtcMoment } from './instant.js'
export { limits } from './limits.js'
export { type FileType, type FileTypes, type Metadata, type Route, routes } from './metadata.js'
export { nested } from './nested.js'
export {
  type Operation,
  operations,
  type Place,
  places,
  successStatus,
} from './operations.js'
export { Cursor, pageLimit } from './page.js'
export {
  type Issue,
  inOrder,
  type Parsed,
  parseInput,
  toFieldErrors,
} from './parse-input.js'
export { queryBoolean, queryInteger, queryList } from './query.js'
export { type AppRoute, type AppRouter, type NoBody, noBody } from './route.js'
export { Session, SessionId, SessionList, sessions } from './sessions.js'
export { Health, Liveness, Readiness, system } from './system.js'
export { Completion, NewTask, Task, TaskChanges, TaskPage } from './task.js'
export { Batch, BatchOperation, BatchResult, BatchResults } from './task-batch.js'
export { ChangePage, TaskChange } from './task-feed.js'
export { Description, isDueOnce, Priority, Tag, Tags, TaskId, Title } from './task-fields.js'
export { ExportFormat, ImportedTask, ImportFormat, ImportReport, TaskFile } from './task-files.js'
export { Search, SortOrder, TaskQuery, TaskSort, TaskStatus } from './task-query.js'
export { TaskStats } from './task-stats.js'
export { tasks } from './tasks.js'
export { exactText, foldCase, longText, trimmedText } from './text.js'
export { TimeZone } from './time-zone.js'
