/** An entry of the package `@napi-rs/keyring`. */
interface Entry {
  getPassword(): string | null
  setPassword(password: string): void
  deletePassword(): boolean
}

type Keyring = { readonly Entry: new (service: string, account: string) => Entry }

/** A computed name, so that the bundle does not contain the optional package. */
const packageName = ['@napi-rs', 'keyring'].join('/')

/**
 * Opens the entry of a server in the keychain of the system. Returns the reason instead if there is none: the package `@napi-rs/keyring` is
 * not installed, or the system has no keychain, as servers and containers.
 */
export async function openKeychain(url: string): Promise<Entry | string> {
  let keyring: Keyring
  try {
    keyring = await import(packageName)
  } catch {
    return `The package ${packageName} is not installed.`
  }
  try {
    const entry = new keyring.Entry('taskpact', url)
    entry.getPassword()
    return entry
  } catch (error) {
    return `The keychain of the system is not available: ${(error as Error).message}.`
  }
}
