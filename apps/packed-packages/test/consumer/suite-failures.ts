import { createClient } from '@taskpact/client'
import { settings } from './settings.js'
import { codeOf, equal, sharedUser } from './suite-user.js'

const { proxy, run, unused } = settings

export const failureSteps = {
  async 'times out'() {
    const { clientOf } = await sharedUser()
    const { tasks } = clientOf(`${proxy}/silent`, { timeout: 30 })

    equal(await codeOf(tasks.list()), 'timeout')
    equal(await codeOf(tasks.create({ title: 'Late' }, { timeout: 20 })), 'timeout')
  },

  async 'is aborted by a signal'() {
    const { clientOf } = await sharedUser()
    const { tasks } = clientOf(`${proxy}/silent`)
    const controller = new AbortController()
    const { signal } = controller
    const pending = codeOf(tasks.list({}, { signal }))
    setTimeout(() => controller.abort(), 30)

    equal(await pending, 'AbortError')
    equal(await codeOf(tasks.list({}, { signal })), 'AbortError')
  },

  async 'is aborted while it waits for a retry'() {
    const { clientOf } = await sharedUser()
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 30)
    const { tasks } = clientOf(`${proxy}/down`)

    equal(await codeOf(tasks.list({}, { signal: controller.signal })), 'AbortError')
  },

  async 'retries after 503'() {
    const { clientOf } = await sharedUser()
    const retried = await clientOf(`${proxy}/flaky/${run}-retried`).tasks.create({ title: 'Retried' })
    const once = clientOf(`${proxy}/flaky/${run}-once`, { retries: 0 }).tasks.list()

    equal(retried.title, 'Retried')
    equal(await codeOf(once), 'unexpected_response')
  },

  async 'creates one task if its response is lost'() {
    const { client, clientOf } = await sharedUser()
    const created = await clientOf(`${proxy}/lossy/${run}`).tasks.create({ title: 'Lost', tags: ['lost'] })

    equal(
      (await client.tasks.list({ tags: ['lost'] })).items.map(({ id }) => id),
      [created.id],
    )
  },

  async 'refuses the HTML page of a proxy'() {
    const { tasks } = createClient({ baseUrl: `${proxy}/html` })

    equal(await codeOf(tasks.list()), 'unexpected_response')
    equal(await codeOf(tasks.export()), 'unexpected_response')
  },

  async 'does not reach a server that is down'() {
    const { tasks } = createClient({ baseUrl: unused, retries: 1 })

    equal(await codeOf(tasks.list()), 'unreachable')
  },
}
