import * as z from 'zod'
import { wellFormed, withoutNul } from './text.js'

export const UserId = wellFormed(withoutNul(z.string().min(1).max(255))).meta({
  id: 'UserId',
  description: 'Opaque identifier of a user. In a path, `me` means the current user.',
  examples: ['me'],
})
export type UserId = z.infer<typeof UserId>
