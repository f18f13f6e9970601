import type { jsonServiceFormats } from '@taskpact/contract'
import { google } from './google.js'
import type { JsonService } from './json-service.js'
import { microsoft } from './microsoft.js'
import { superProductivity } from './super-productivity.js'
import { tasksOrg } from './tasks-org.js'
import { taskwarrior } from './taskwarrior.js'
import { trello } from './trello.js'
import { vikunja } from './vikunja.js'

/** The services whose files are JSON, by their format. */
export const jsonServices = {
  google,
  microsoft,
  trello,
  vikunja,
  'super-productivity': superProductivity,
  taskwarrior,
  'tasks-org': tasksOrg,
} as const satisfies Record<keyof typeof jsonServiceFormats, JsonService>
