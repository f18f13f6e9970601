export { bearerToken } from './bearer-token.js'
export { contractHeader } from './contract-header.js'
export { type Deprecation, deprecationHeaders } from './deprecation.js'
export { eventNameOf, eventStreamType } from './event-stream.js'
export { exampleFieldErrors, exampleProblem } from './example-problem.js'
export {
  FieldError,
  type FieldErrorCode,
  fieldErrorCodes,
  type Issue,
  parseOptions,
  type Reason,
} from './field-error.js'
export { foldCase } from './fold-case.js'
export {
  type HeaderParameter,
  type HeaderParameterName,
  headerParameters,
  headerParametersOf,
} from './header-parameters.js'
export { idempotencyKeyMeta } from './idempotency-key-meta.js'
export type { CallArguments, CalledKey, CallInput, ErrorCodeOf, Input, Kind, Output } from './input-output.js'
export { limits } from './limits.js'
export type { FileType, FileTypes, Metadata, Route, Tool } from './metadata.js'
export { nested } from './nested.js'
export { type Operation, operations, type Place, places } from './operations.js'
export { ownerParameter, self } from './owner.js'
export {
  inOrder,
  type Parsed,
  parseInput,
  type RawInput,
  toFieldErrors,
  unknownField,
} from './parse-input.js'
export { fillPath, type PathTemplate, pathParameters, pathTemplate } from './path.js'
export {
  type CoreErrorCode,
  challengeOf,
  codeOfStatus,
  type ErrorSpec,
  type ErrorTable,
  type Failure,
  notModified,
  type ProblemBody,
  type ProblemFacts,
  problemSchema,
  toProblem,
} from './problem.js'
export { quote, shorten } from './quote.js'
export { revisionHeader } from './revision-header.js'
export { type AppRoute, type AppRouter, type NoBody, noBody, successStatus } from './route.js'
export { CalendarDate, Timestamp, TimestampInput } from './schemas/date-time.js'
export { Cursor, pageLimit } from './schemas/pagination.js'
export { queryBoolean, queryInteger, queryList } from './schemas/query-string.js'
export { exactText, longText, trimmedText } from './schemas/text.js'
export { TimeZone } from './schemas/time-zone.js'
export { UserId } from './schemas/user-id.js'
