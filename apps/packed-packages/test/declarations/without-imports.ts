import { client, firstPage, spread, toUpdateError } from './client.js'

export const tasks = client.tasks
export const update = client.tasks.update
export const all = client.tasks.list.all()
export const wrapped = { client, spread, toUpdateError, firstPage }
export const useTasks = () => client.tasks

// biome-ignore lint/style/noDefaultExport: other projects have default exports
export default client.tasks.list
