import { describe, expect, it } from 'vitest'
import { render } from './render.js'
import { type MailKind, templates } from './templates.js'

const hostile = '<script>"Ada" & co</script>'
const values = { code: '01234567', link: 'https://app.example.com/page#token=a.b', detail: hostile }
const app = { name: hostile, host: 'calendar.example', scopes: ['tasks:read', 'account:read'] }
const valuesOf = (kind: MailKind) => (kind === 'app_authorized' ? { ...values, detail: JSON.stringify(app) } : values)
const kinds = Object.keys(templates) as MailKind[]

describe.each(kinds)('the mail %s', (kind) => {
  const { subject, text, html } = render(templates[kind](valuesOf(kind)))

  it('has a subject of one line, and its link once in each form', () => {
    const links = (body: string) => body.split(values.link).length - 1

    expect(subject).toMatch(/^[\w ,'-]{5,78}$/)
    expect(links(html)).toBe(links(text))
    expect(links(text)).toBeLessThanOrEqual(1)
  })

  it('escapes what it mentions in HTML, and loads nothing', () => {
    expect(html).not.toMatch(/<script|<img|<link|src=|@import/)
    expect(html).not.toContain('"Ada"')
  })
})

it.each(['passkey_added', 'identity_linked'] as const)(
  'the mail %s asks to remove what was added, because a reset of the password keeps it',
  (kind) => {
    expect(render(templates[kind](values)).text).toMatch(/If this was not you, remove the (passkey|identity) /)
  },
)

describe('the mail app_authorized', () => {
  const textOf = (more: object = {}) =>
    render(templates.app_authorized({ ...values, detail: JSON.stringify({ ...app, ...more }) })).text

  it('has the name of the app on a line of its own, its host, its scopes in words, and how to disconnect it', () => {
    expect(textOf({ name: 'Calendar' })).toMatchInlineSnapshot(`
      "An app was allowed to use your Taskpact account.

      Name, which the app may have chosen itself: Calendar

      Access goes to: calendar.example

      What it can do: Read tasks, statistics and changes. Read your name and e-mail address.

      You can disconnect it at any time in the settings of your account.

      If this was not you, reset your password at once: that ends all sessions and disconnects all apps.

      Taskpact
      "
    `)
  })

  it('describes a device, which has no host', () => {
    expect(textOf({ host: null })).toContain('\n\nIt runs on a device that showed a code.\n\n')
  })

  it('leaves out scopes that the contract does not have', () => {
    expect(textOf({ scopes: ['openid', 'constructor', 'tasks:read'] })).toContain(
      '\n\nWhat it can do: Read tasks, statistics and changes.\n\n',
    )
  })
})

it('keeps the text of a mail', () => {
  expect(render(templates.reset_password(values))).toMatchInlineSnapshot(`
    {
      "html": "<!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Reset your password</title></head>
    <body style="font: 16px/1.5 sans-serif; max-width: 36em; margin: 2em auto; padding: 0 1em">
    <p>You asked to reset the password of your Taskpact account.</p>
    <p><a href="https://app.example.com/page#token=a.b">Choose a new password</a></p>
    <p>The link can be used once, within one hour.</p>
    <p>If you did not ask for this, ignore this mail: nothing changes.</p>
    <p>Taskpact</p>
    </body>
    </html>
    ",
      "subject": "Reset your password",
      "text": "You asked to reset the password of your Taskpact account.

    Choose a new password:
    https://app.example.com/page#token=a.b

    The link can be used once, within one hour.

    If you did not ask for this, ignore this mail: nothing changes.

    Taskpact
    ",
    }
  `)
})
