import type { Priority } from '@taskpact/client'

export const priorities: readonly Priority[] = ['none', 'low', 'medium', 'high']
