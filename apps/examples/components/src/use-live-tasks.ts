import { useQueryClient } from '@tanstack/react-query'
import type { LiveStatus } from '@taskpact/client'
import { useClient } from '@taskpact/client/react'
import { invalidateOnChange } from '@taskpact/client/tanstack'
import { useEffect, useState } from 'react'

/** Shows changes of other tabs, apps and devices while the component is mounted. Returns how they arrive. */
export function useLiveTasks(): LiveStatus {
  const client = useClient()
  const queryClient = useQueryClient()
  const [status, setStatus] = useState<LiveStatus>('connecting')
  useEffect(() => {
    const controller = new AbortController()
    const options = { signal: controller.signal, onStatus: setStatus }
    invalidateOnChange(queryClient, client, options).catch(() => {}) // aborted, or the session ended
    return () => controller.abort()
  }, [client, queryClient])
  return status
}
