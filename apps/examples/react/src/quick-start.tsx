import { QueryClient, QueryClientProvider, useMutation, useQuery } from '@tanstack/react-query'
import { createClient, createSession, fieldErrors } from '@taskpact/client'
import { SessionProvider, useSession } from '@taskpact/client/react'
import { createQueries } from '@taskpact/client/tanstack'
import { createRoot } from 'react-dom/client'

const session = createSession({ storage: 'cookie' })
const client = createClient({ baseUrl: import.meta.env.VITE_API_URL ?? 'http://localhost:8000', session })
const queries = createQueries(client)
const queryClient = new QueryClient()
session.subscribe(() => queryClient.clear()) // what was loaded for an earlier user

function Page() {
  const { status, user } = useSession()
  if (status === 'loading') return <p>Loading…</p>
  return user ? <Tasks key={user.id} /> : <SignUp />
}

function SignUp() {
  const signUp = useMutation(queries.auth.signup.mutationOptions())
  const { email, password } = fieldErrors(signUp.error)
  const submit = (form: FormData) =>
    signUp.mutate({ email: String(form.get('email')), password: String(form.get('password')) })

  return (
    <form action={submit} noValidate>
      <input name="email" aria-label="E-mail" /> {email?.message}
      <input name="password" aria-label="Password" type="password" /> {password?.message}
      <button type="submit">Sign up</button>
    </form>
  )
}

function Tasks() {
  const tasks = useQuery(queries.tasks.list.queryOptions({ status: 'pending' }))
  const refetch = () => queryClient.invalidateQueries({ queryKey: queries.tasks.list.key })
  const add = useMutation({ ...queries.tasks.create.mutationOptions(), onSuccess: refetch })
  const complete = useMutation({ ...queries.tasks.complete.mutationOptions(), onSuccess: refetch })

  return (
    <>
      <form action={(form: FormData) => add.mutate({ title: String(form.get('title')) })}>
        <input name="title" aria-label="New task" /> {fieldErrors(add.error).title?.message}
      </form>
      <ul>
        {tasks.data?.items.map(({ id, title }) => (
          <li key={id}>
            {title}
            <button type="button" onClick={() => complete.mutate({ taskId: id, completed: true })}>
              Done
            </button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => client.auth.signout()}>
        Sign out
      </button>
    </>
  )
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <QueryClientProvider client={queryClient}>
    <SessionProvider session={session} client={client}>
      <Page />
    </SessionProvider>
  </QueryClientProvider>,
)
