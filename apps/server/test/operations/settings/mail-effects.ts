import { json, startMailServer, type TestMailServer } from '@taskpact/testing'
import { expect } from 'vitest'
import { type Effect, type SettingName, withSettings } from './with-settings.js'

export const mailEffects = {
  MAIL_URL: () =>
    withMail(async (mail) => {
      await withSettings(mail.env, async ({ server }) => {
        await server.signUp('mail-url@example.com')
        expect((await mail.next('mail-url@example.com')).subject).toBe('Verify your e-mail address')
      })
    }),
  MAIL_FROM: () =>
    withMail(async (mail) => {
      const env = { ...mail.env, MAIL_FROM: 'Tasks <tasks@sender.example>' }
      await withSettings(env, async ({ server }) => {
        await server.signUp('mail-from@example.com')
        expect(await mail.next('mail-from@example.com')).toMatchObject({
          from: 'Tasks <tasks@sender.example>',
          id: expect.stringContaining('@sender.example>'),
        })
      })
    }),
  APP_URL: () =>
    withMail(async (mail) => {
      const env = { ...mail.env, APP_URL: 'https://tasks.example.com/app/' }
      await withSettings(env, async ({ server }) => {
        await server.signUp('app-url@example.com')
        const { link } = await mail.next('app-url@example.com')
        expect(link).toMatch(/^https:\/\/tasks\.example\.com\/app\/verify-email#token=/)
      })
    }),
  REQUIRE_VERIFIED_EMAIL: () =>
    withMail(async (mail) => {
      const account = json({ email: 'require@example.com', password: 'Test123!' })
      await withSettings({ ...mail.env, REQUIRE_VERIFIED_EMAIL: 'true' }, async ({ send }) => {
        const refused = await send('/api/auth/signup', { method: 'POST', ...account })
        expect(refused.body).toMatchObject({ code: 'email_not_verified' })
      })
      await withSettings(mail.env, async ({ send }) => {
        expect((await send('/api/auth/signup', { method: 'POST', ...account })).body).toHaveProperty('token')
      })
    }),
} satisfies Partial<Record<SettingName, Effect>>

async function withMail(use: (mail: TestMailServer) => Promise<void>): Promise<void> {
  const mail = await startMailServer()
  try {
    await use(mail)
  } finally {
    await mail.close()
  }
}
