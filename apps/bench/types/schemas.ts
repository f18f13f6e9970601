/** Returns the schemas of a resource with five endpoints. They differ by resource, because the compiler shares identical types. */
export function schemasOf(n: number): string {
  return `
const priority${n} = z.enum(['none', 'low', 'medium', 'high'])
export const Thing${n} = z.object({
  id: z.string(),
  title: z.string(),
  done: z.boolean(),
  priority: priority${n},
  tags: z.array(z.string()),
  dueDate: z.string().nullable(),
  field${n}: z.int(),
  createdAt: z.string(),
})
export const NewThing${n} = z.strictObject({
  title: z.string(),
  priority: priority${n}.optional(),
  tags: z.array(z.string()).optional(),
  dueDate: z.string().nullable().optional(),
  field${n}: z.int().optional(),
})
export const ThingChanges${n} = z.strictObject({
  title: z.string().optional(),
  done: z.boolean().optional(),
  priority: priority${n}.optional(),
  dueDate: z.string().nullable().optional(),
  field${n}: z.int().optional(),
})
export const ThingQuery${n} = z.strictObject({
  status: z.enum(['all', 'done']).default('all'),
  limit: z.int().default(20),
  field${n}: z.int().optional(),
})
export const ThingPage${n} = z.object({ items: z.array(Thing${n}), nextCursor: z.string().nullable() })
export const ThingId${n} = z.object({ thingId: z.string() })
`
}

/** Number of endpoints of a resource. */
export const endpointsPerResource = 5
