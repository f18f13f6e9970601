import { useQuery } from '@tanstack/react-query'
import type { User } from '@taskpact/client'
import { useClient } from '@taskpact/client/react'
import { EmailSection } from './email-section'
import { PasskeysSection } from './passkeys-section'
import { PasswordSection } from './password-section'
import { SecondFactorSection } from './second-factor-section'
import { StepUpProvider } from './step-up'

/** The security settings of the signed-in user. */
export function SettingsPage({ user }: { readonly user: User }) {
  const client = useClient()
  // The user of the session is as of the last sign-in or refresh.
  const { data = user } = useQuery({ queryKey: ['me'], queryFn: () => client.auth.me() })
  return (
    <StepUpProvider>
      <h2>Settings</h2>
      <a href="/">Back to the tasks</a>
      <EmailSection user={data} />
      <PasswordSection />
      <SecondFactorSection />
      <PasskeysSection />
    </StepUpProvider>
  )
}
