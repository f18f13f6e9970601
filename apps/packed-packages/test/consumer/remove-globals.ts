import { settings } from './settings.js'

/** The globals that this runtime does not let a program delete. */
export const kept = settings.missing.filter((path) => !remove(path))

/** Deletes a member of a global object, or of an object that it inherits from. Returns false if it remains. */
function remove(path: string): boolean {
  const names = path.split('.')
  const name = names.pop() ?? ''
  const object = names.reduce<object | undefined>((object, name) => Reflect.get(object ?? {}, name), globalThis)
  let owner = object ?? null
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner)
  if (owner) Reflect.deleteProperty(owner, name)
  return !object || !(name in object)
}
