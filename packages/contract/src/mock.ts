import { type Contract, contract as taskpact } from './contract.js'
import { mockTransportOf } from './core/mock/create-mock-transport.js'
import type { MockTransport as MockTransportOf } from './core/mock/mock-transport.js'
import type { AppRouter } from './core/route.js'
import { errors } from './errors.js'

export type * from './contract.gen.js'
export type { Contract } from './contract.js'
export type { MockCall, MockFailure, MockResponse, MockResponses } from './core/mock/mock-transport.js'

export type MockTransport<C extends AppRouter = Contract> = MockTransportOf<C>

/**
 * Returns a transport for tests of code that uses a client: `createClient({ baseUrl, fetch: createMockTransport().fetch })`. It
 * validates input by the contract's schemas, as the server does, and responds with their examples, with fields of the input in
 * their place. It accepts every token that it has not expired and stores nothing: a task that was created is not in the list.
 */
export function createMockTransport(): MockTransport<Contract>
export function createMockTransport<C extends AppRouter>(contract: C): MockTransport<C>
export function createMockTransport(contract: AppRouter = taskpact): MockTransport<Contract> {
  return mockTransportOf({ contract, errors }) as unknown as MockTransport<Contract> // built by name from the contract
}
