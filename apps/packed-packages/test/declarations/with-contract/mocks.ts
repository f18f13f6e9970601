import { createClientOf, toRouteTable } from '@taskpact/client'
import { contract, operations } from '@taskpact/contract'
import { createMockTransport } from '@taskpact/contract/mock'

export const mock = createMockTransport()
export const responses = mock.responses
export const get = mock.responses.tasks.get
export const calls = mock.calls
export const ofTasks = createMockTransport({ tasks: contract.tasks })
export const failing = () => {
  mock.responses.tasks.get.fails('not_found', { times: undefined, detail: undefined, errors: undefined })
  return mock
}
export class Mocks {
  readonly mock = createMockTransport()
  readonly tasks = this.mock.responses.tasks
}

export const tasks = contract.tasks
export const list = contract.tasks.list
export const all = operations(contract)
export const routes = toRouteTable(all)
export const client = createClientOf<{ tasks: typeof tasks }>(routes, { baseUrl: 'https://tasks.example.org' })

// biome-ignore lint/style/noDefaultExport: other projects have default exports
export default mock
