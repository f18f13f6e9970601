import type { FrameLocator, Page, Route } from 'playwright-core'

/** A page, or a frame in it. */
type Place = Pick<Page | FrameLocator, 'getByRole' | 'getByLabel'>

export const password = 'Test123!'

export async function signIn(page: Page, email: string, button = 'Sign in', secret = password): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(secret)
  await page.getByRole('button', { name: button, exact: true }).click()
}

/** The input for the title of a new task. */
export const newTitle = (page: Place) => page.getByRole('form', { name: 'New task' }).getByLabel('Title')

export async function add(page: Place, title: string): Promise<void> {
  await newTitle(page).fill(title)
  await page.getByRole('button', { name: 'Add' }).click()
}

/** The input for the title of the task that is edited. */
export const editedTitle = (page: Place) => page.getByRole('form', { name: 'Edit task' }).getByLabel('Title')

export async function rename(page: Place, from: string, to: string): Promise<void> {
  await page.getByRole('button', { name: `Edit ${from}` }).click()
  await editedTitle(page).fill(to)
  await page.getByRole('button', { name: 'Save' }).click()
}

/** Returns the titles of the listed tasks. */
export function titles(page: Place): Promise<(string | null | undefined)[]> {
  const boxes = page.getByRole('list', { name: 'Tasks' }).getByRole('checkbox')
  return boxes.evaluateAll((all) => all.map((box) => box.parentElement?.textContent))
}

/** Next.js adds an alert of its own outside of main, which announces navigations. */
export const alertIn = (page: Page) => page.getByRole('main').getByRole('alert')

/** Holds requests for tasks with this method until the returned function is called. */
export async function hold(page: Page, method: string, then: (route: Route) => Promise<void>): Promise<() => void> {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/api/me/tasks**', async (route) => {
    if (route.request().method() !== method) return route.continue()
    await released
    return then(route)
  })
  return release
}
