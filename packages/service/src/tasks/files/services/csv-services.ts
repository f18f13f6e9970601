import type { csvServiceFormats } from '@taskpact/contract'
import type { CsvService } from './csv-service.js'
import { ticktick } from './ticktick.js'
import { todoist } from './todoist.js'

/** The services whose files are CSV, by their format. */
export const csvServices = { todoist, ticktick } as const satisfies Record<keyof typeof csvServiceFormats, CsvService>
