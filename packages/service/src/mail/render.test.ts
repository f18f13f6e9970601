import { describe, expect, it } from 'vitest'
import { render } from './render.js'
import { type MailKind, templates } from './templates.js'

const values = {
  code: '01234567',
  link: 'https://app.example.com/page#token=a.b',
  detail: '<script>"Ada" & co</script>',
}
const kinds = Object.keys(templates) as MailKind[]

describe.each(kinds)('the mail %s', (kind) => {
  const { subject, text, html } = render(templates[kind](values))

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
