/** Priorities of a task, in ascending order. */
export const priorities = ['none', 'low', 'medium', 'high'] as const
