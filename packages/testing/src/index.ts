export { type Authenticator, createAuthenticator, type Forgery } from './authenticator.js'
export { type CallOperation, callByTransport, type Served } from './call-by-transport.js'
export { callTool, mcpRevision, requestMcp, type ToolCall, type ToolOutcome } from './call-tool.js'
export { createDocumentCheck, type DocumentCheck } from './document-check.js'
export { expectProblem, problemIn } from './expect-problem.js'
export { type ReceivedMail, startMailServer, type TestMailServer } from './mail-server.js'
export { type Input, type Outcome, succeeded } from './outcome.js'
export {
  exchangeWith,
  json,
  jsonType,
  type Options,
  type RawResponse,
  type Send,
  sendTo,
} from './raw-request.js'
export { exceptions as shardExceptions } from './shards/exceptions.js'
export {
  callsOn,
  startTestServer,
  type TestServer,
  type TestServerOptions,
  testSecret,
  unlimitedCalls,
} from './start-test-server.js'
export { totpCode } from './totp-code.js'
export { type Transport, transports, transportsOf } from './transports.js'
export { type Calls, testPassword, type User, type Via } from './user.js'
