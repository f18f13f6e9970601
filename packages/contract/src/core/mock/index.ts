export { createMockTransport } from './create-mock-transport.js'
export type { Answers, MockAnswers, MockCall, MockFailure, MockTransport } from './mock-transport.js'
