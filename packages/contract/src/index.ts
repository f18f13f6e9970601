export { AuthEvent, AuthEventKind, AuthEventPage } from './accounts/events.js'
export { AccountExport } from './accounts/export.js'
export { auth } from './accounts/routes.js'
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
} from './accounts/schemas.js'
export { Session, SessionId, SessionList, sessions } from './accounts/sessions.js'
export { type Contract, contract } from './contract.js'
export { contractHeader, contractVersion } from './contract-version.js'
export { bearerToken } from './core/bearer-token.js'
export { type Deprecation, deprecationHeaders } from './core/deprecation.js'
export { exampleFieldErrors, exampleProblem } from './core/example-problem.js'
export { type HeaderField, type HeaderFieldName, headerFields, headerFieldsOf } from './core/header-parameters.js'
export type {
  CallArguments,
  CallInput,
  ErrorCodeOf,
  Input,
  Kind,
  Output,
} from './core/input-output.js'
export { type FileType, type FileTypes, type Metadata, type Route, routes } from './core/metadata.js'
export { nested } from './core/nested.js'
export {
  type Operation,
  operations,
  type Place,
  places,
  successStatus,
} from './core/operations.js'
export {
  type Issue,
  inOrder,
  type Parsed,
  parseInput,
  toFieldErrors,
} from './core/parse-input.js'
export { type AppRoute, type AppRouter, type NoBody, noBody } from './core/route.js'
export { CalendarDate, Instant, UtcMoment } from './core/schemas/date-time.js'
export { Cursor, pageLimit } from './core/schemas/pagination.js'
export { queryBoolean, queryInteger, queryList } from './core/schemas/query-string.js'
export { exactText, foldCase, longText, trimmedText } from './core/schemas/text.js'
export { TimeZone } from './core/schemas/time-zone.js'
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
export { limits } from './limits.js'
export { Health, Liveness, Readiness, system } from './system/routes.js'
export { Batch, BatchOperation, BatchResult, BatchResults } from './tasks/batch.js'
export { ChangePage, TaskChange } from './tasks/changes.js'
export { Description, isDueOnce, Priority, Tag, Tags, TaskId, Title } from './tasks/fields.js'
export { ExportFormat, ImportedTask, ImportFormat, ImportReport, TaskFile } from './tasks/files.js'
export { Search, SortOrder, TaskQuery, TaskSort, TaskStatus } from './tasks/query.js'
export { tasks } from './tasks/routes.js'
export { TaskStats } from './tasks/stats.js'
export { Completion, NewTask, Task, TaskChanges, TaskPage } from './tasks/task.js'
