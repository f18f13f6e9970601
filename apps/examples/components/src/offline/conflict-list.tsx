import type { Replica, StoredConflict } from '@taskpact/client/replica'
import { useReplicaValue } from './use-replica'

interface ConflictListProps {
  readonly replica: Replica
}

/** Shows what was changed here and elsewhere, and lets the user take the other text. */
export function ConflictList({ replica }: ConflictListProps) {
  const conflicts = useReplicaValue(replica, ({ conflicts }) => conflicts.list())
  if (conflicts.length === 0) return null
  return (
    <section aria-label="Conflicts">
      <h2>Changed elsewhere as well</h2>
      <ul>
        {conflicts.map((conflict) => (
          <li key={conflict.id}>
            <Description conflict={conflict} />
            {conflict.kind === 'text' && replica.tasks.get(conflict) && (
              <button type="button" onClick={() => take(replica, conflict)}>
                Take theirs
              </button>
            )}
            <button type="button" onClick={() => replica.conflicts.dismiss(conflict)}>
              Keep
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

type TextConflict = Extract<StoredConflict, { kind: 'text' }>

async function take(replica: Replica, conflict: TextConflict): Promise<void> {
  const { taskId, field, theirs } = conflict
  await replica.tasks.update({ taskId, ...(field === 'title' ? { title: theirs ?? '' } : { description: theirs }) })
  await replica.conflicts.dismiss(conflict)
}

function Description({ conflict }: { readonly conflict: StoredConflict }) {
  switch (conflict.kind) {
    case 'text':
      return (
        <p>
          Mine: <q>{conflict.mine}</q> Theirs: <q>{conflict.theirs}</q>
        </p>
      )
    case 'kept':
      return <p>You removed a task that was changed elsewhere. It stays.</p>
    case 'restored':
      return <p>You changed a task that was removed elsewhere. It is restored.</p>
    case 'recreated':
      return <p>You changed a task that was deleted elsewhere for good. It is created again.</p>
  }
}
