import type { Replica } from '@taskpact/client/replica'
import { useReplicaValue } from './use-replica'

/** Shows the changes that the server refused, with their texts. */
export function RefusedList({ replica }: { readonly replica: Replica }) {
  const refusals = useReplicaValue(replica, ({ refused }) => refused.list())
  if (refusals.length === 0) return null
  return (
    <section aria-label="Refused changes">
      <h2>Refused by the server</h2>
      <ul>
        {refusals.map((refusal) => (
          <li key={refusal.id}>
            <p>
              <q>{refusal.changes.title}</q> {refusal.message}
            </p>
            <button type="button" onClick={() => replica.refused.dismiss(refusal)}>
              Dismiss
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
