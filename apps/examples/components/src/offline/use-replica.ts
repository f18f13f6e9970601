import { useClient } from '@taskpact/client/react'
import { createReplica, indexedDb, type Replica } from '@taskpact/client/replica'
import { useEffect, useState, useSyncExternalStore } from 'react'

/** Opens the replica of a user, which synchronizes while the component is mounted, unless it is offline. */
export function useReplica(userId: string, device: string, isOffline: boolean): Replica {
  const client = useClient()
  const [replica] = useState(() => createReplica(client, { userId, store: indexedDb(`tasks ${device}`) }))
  useEffect(() => (isOffline ? undefined : replica.start()), [replica, isOffline])
  return replica
}

/** Returns what a function reads from a replica, after each change of it. The function returns the same object until that changes. */
export function useReplicaValue<T>(replica: Replica, read: (replica: Replica) => T): T {
  const get = () => read(replica)
  return useSyncExternalStore(replica.subscribe, get, get)
}
