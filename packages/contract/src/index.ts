export { App, AppId, AppPage } from './accounts/apps.js'
export { AuthEvent, AuthEventKind, AuthEventPage } from './accounts/events.js'
export { AccountExport } from './accounts/export.js'
export {
  AuthorizationRequest,
  Identity,
  IdentityId,
  IdentityLink,
  IdentityList,
  IdentityProvider,
  IdentityProviderList,
  IdentitySignIn,
  identityLimits,
  ProviderChoice,
  ProviderLink,
} from './accounts/identities.js'
export {
  NewPasskey,
  Passkey,
  PasskeyChallenge,
  PasskeyId,
  PasskeyPage,
  PasskeyProof,
  PasskeyRegistration,
  PasskeySignIn,
  passkeyLimits,
} from './accounts/passkeys.js'
export {
  EmailAddress,
  EmailChange,
  EmailLink,
  linkLifetimes,
  PasswordReset,
  SignInLink,
} from './accounts/recovery.js'
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
} from './accounts/schemas.js'
export {
  ConfirmedSession,
  RecoveryCodes,
  SecondFactor,
  SignInCode,
  StepUp,
  secondFactorLimits,
  TotpEnabling,
  TotpSecret,
} from './accounts/second-factor.js'
export { maxSessions, Session, SessionId, SessionList, sessions } from './accounts/sessions.js'
export {
  CreatedPersonalToken,
  NewPersonalToken,
  PersonalToken,
  PersonalTokenPage,
  TokenId,
  TokenScope,
  tokenLimits,
} from './accounts/tokens.js'
export type * from './contract.gen.js'
export { apiPath, type Contract, contract, contractVersion } from './contract.js'
export {
  type AppRoute,
  type AppRouter,
  bearerToken,
  CalendarDate,
  type CallArguments,
  type CalledKey,
  type CallInput,
  type CoreErrorCode,
  Cursor,
  challengeOf,
  codeOfStatus,
  contractHeader,
  type Deprecation,
  deprecationHeaders,
  type ErrorCodeOf,
  type ErrorSpec,
  type ErrorTable,
  eventStreamType,
  exactText,
  exampleFieldErrors,
  exampleProblem,
  type Failure,
  FieldError,
  type FieldErrorCode,
  type FileType,
  type FileTypes,
  fieldErrorCodes,
  foldCase,
  type HeaderParameter,
  type HeaderParameterName,
  headerParameters,
  headerParametersOf,
  type Input,
  type Issue,
  inOrder,
  type Kind,
  limits,
  longText,
  type Metadata,
  type NoBody,
  nested,
  noBody,
  notModified,
  type Operation,
  type Output,
  operations,
  ownerParameter,
  type Parsed,
  type PathTemplate,
  type Place,
  type ProblemBody,
  type ProblemFacts,
  pageLimit,
  parseInput,
  parseOptions,
  pathTemplate,
  places,
  queryBoolean,
  queryInteger,
  queryList,
  type RawInput,
  type Reason,
  type Route,
  revisionHeader,
  self,
  successStatus,
  Timestamp,
  TimestampInput,
  TimeZone,
  type Tool,
  toFieldErrors,
  trimmedText,
  UserId,
} from './core/index.js'
export { type ErrorCode, errorCodes, errors, errorTable, Problem, toProblem } from './errors.js'
export { routes } from './routes.js'
export { grantedScopes, type Scope, scopeNames, scopes } from './scopes.js'
export { Health, Liveness, Readiness, system } from './system/routes.js'
export { Batch, BatchOperation, BatchResult, BatchResults } from './tasks/batch.js'
export { ChangePage, latestCursor, TaskChange } from './tasks/changes.js'
export {
  Description,
  isDueOnce,
  maxDescription,
  maxTags,
  maxTitle,
  Priority,
  Tag,
  Tags,
  TaskId,
  Title,
} from './tasks/fields.js'
export {
  csvServiceFormats,
  DateOrder,
  ExportFormat,
  ImportedTask,
  ImportFormat,
  ImportReport,
  jsonServiceFormats,
  serviceFormats,
  TaskFile,
} from './tasks/files.js'
export { taskLimits } from './tasks/limits.js'
export { Search, SortOrder, TaskDue, TaskQuery, TaskSort, TaskStatus } from './tasks/query.js'
export { tasks } from './tasks/routes.js'
export { TaskStats } from './tasks/stats.js'
export { Completion, NewTask, Task, TaskChanges, TaskPage } from './tasks/task.js'
