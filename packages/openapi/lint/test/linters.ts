import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('..', import.meta.url))

/** Returns the names of the Spectral rules that a document violates, of any severity. */
export async function spectral(file: string): Promise<string[]> {
  const found = await run('spectral', ['lint', file, '--ruleset=spectral.yaml', '--format=json', '--quiet'])
  return (JSON.parse(found) as { code: string }[]).map(({ code }) => code)
}

export async function redocly(file: string): Promise<string[]> {
  const found = await run('redocly', ['lint', file, '--config=redocly.yaml', '--format=json'])
  return (JSON.parse(found) as { problems: { ruleId: string }[] }).problems.map(({ ruleId }) => ruleId)
}

/** Linters exit with 1 if they find something, so the result is read from the output. */
function run(linter: string, args: readonly string[]): Promise<string> {
  const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', PATH: process.env.PATH }
  const options = { cwd: folder, env: quiet, maxBuffer: 1 << 26 }
  return new Promise((resolve) => {
    execFile(`${folder}node_modules/.bin/${linter}`, args, options, (_error, stdout) => resolve(stdout))
  })
}
