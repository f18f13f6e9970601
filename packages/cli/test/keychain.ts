import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Installs a package with the interface of `@napi-rs/keyring`, because a server has no keychain. Like the keychain of Windows, it refuses
 * more than 1280 characters.
 */
export async function installKeychain(folder: string): Promise<void> {
  const place = join(folder, 'node_modules/@napi-rs/keyring')
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'package.json'), '{"name":"@napi-rs/keyring","version":"2.1.2","main":"index.cjs"}')
  await writeFile(
    join(place, 'index.cjs'),
    `const { existsSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const file = __dirname + '/entry'
exports.Entry = class {
  getPassword() { return existsSync(file) ? readFileSync(file, 'utf8') : null }
  setPassword(password) {
    if (password.length > 1280) throw new Error('too long')
    writeFileSync(file, password)
  }
  deletePassword() { rmSync(file, { force: true }); return true }
}
`,
  )
}
