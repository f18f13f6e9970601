import { SessionProvider, useClient, useSession } from '@taskpact/client/react'

export const Provider = SessionProvider
export const useTasks = () => useClient().tasks
export const useCreate = () => useClient().tasks.create
export const useUser = () => useSession().user
export const useStatus = () => useSession()
