/** A parameter of a database URL: the values that it may have, and how to name them. */
interface Rule {
  readonly values: Pick<RegExp, 'test'>
  readonly expected: string
  /** Whether messages must not show what follows it. */
  readonly isSecret?: true
}

const any: Rule = { values: /./s, expected: 'a value' }
const secret: Rule = { ...any, isSecret: true }
const count: Rule = { values: /^\d{1,6}$/, expected: 'a whole number' }
const seconds: Rule = { values: /^[1-9]\d{0,3}$/, expected: '1 to 9999 seconds' }
const ports: Rule = {
  values: { test: (value) => value.split(',').every((one) => /^[1-9]\d{0,4}$/.test(one) && Number(one) <= 65_535) },
  expected: 'a port from 1 to 65535, or one for each host',
}
const duration: Rule = { values: /^\d{1,9}(ms|s|min)?$/, expected: 'milliseconds, or a number with ms, s or min' }

function oneOf(...values: readonly string[]): Rule {
  const [last] = values.slice(-1)
  const expected = values.length > 1 ? `${values.slice(0, -1).join(', ')} or ${last}` : `${last}`
  return { values: { test: (value) => values.includes(value) }, expected }
}

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify', 'true', 'false']
const tlsVersions = oneOf('TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3')

/**
 * The parameters that are understood: of libpq (PostgreSQL documentation, section 34.1.2), of Prisma, and some settings of a session.
 * What libpq allows but this service cannot do has only the values that ask for nothing else than it does.
 */
const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries({
    host: any,
    port: ports,
    user: any,
    password: secret,
    dbname: any,
    sslmode: oneOf(...sslModes),
    ssl: oneOf(...sslModes),
    sslaccept: oneOf('strict', 'accept_invalid_certs'),
    sslrootcert: any,
    sslcert: any,
    sslkey: any,
    sslpassword: secret,
    ssl_min_protocol_version: tlsVersions,
    ssl_max_protocol_version: tlsVersions,
    sslnegotiation: oneOf('postgres'),
    sslcompression: oneOf('0'),
    sslsni: oneOf('1'),
    channel_binding: oneOf('disable', 'prefer', 'require'),
    gssencmode: oneOf('disable', 'prefer'),
    target_session_attrs: oneOf('any', 'read-write', 'primary'),
    load_balance_hosts: oneOf('disable'),
    connect_timeout: seconds,
    pool_timeout: seconds,
    socket_timeout: seconds,
    connection_limit: { values: /^([1-9]\d{0,2}|1000)$/, expected: '1 to 1000' },
    pgbouncer: oneOf('true', 'false'),
    statement_cache_size: count,
    keepalives: oneOf('0', '1'),
    keepalives_idle: count,
    keepalives_interval: count,
    keepalives_count: count,
    tcp_user_timeout: count,
    application_name: any,
    fallback_application_name: any,
    client_encoding: oneOf('UTF8', 'utf8', 'UTF-8', 'utf-8', 'auto'),
    options: any,
    // The migrations name this schema.
    schema: oneOf('public'),
    search_path: oneOf('public'),
    statement_timeout: duration,
    lock_timeout: duration,
    idle_in_transaction_session_timeout: duration,
    timezone: any,
    datestyle: any,
  }),
)

/** Parameters with other values in the URL of a replica. */
const replicaRules: ReadonlyMap<string, Rule> = new Map([
  ['target_session_attrs', oneOf('any', 'read-only', 'standby')],
])

/** Whether a URL names the servers that accept writes, servers for reads, or those that accept writes without a pooler between. */
export type DatabaseRole = 'primary' | 'replica' | 'direct'

/** The parameters of a URL by name in lower case. Of several with one name, the last one counts. */
export type UrlParameters = ReadonlyMap<string, string>

/** Returns the parameters of a database URL, and a message for each one that is not understood. Messages contain no values. */
export function readUrlParameters(
  url: string,
  role: DatabaseRole = 'primary',
): {
  readonly parameters: UrlParameters
  readonly problems: readonly string[]
} {
  const query = url.slice(url.indexOf('?') + 1 || url.length)
  const parameters = new Map<string, string>()
  const problems: string[] = []
  let afterSecret = false
  for (const [written, value] of new URLSearchParams(query)) {
    const name = written.toLowerCase()
    const rule = (role === 'replica' && replicaRules.get(name)) || rules.get(name)
    if (!rule) problems.push(afterSecret ? 'Write & in a password as %26' : unknown(written))
    else if (value === '') continue
    else if (!rule.values.test(value)) problems.push(`${name} must be ${rule.expected}`)
    else parameters.set(name, value)
    afterSecret ||= rule?.isSecret === true
  }
  if (parameters.has('sslcert') !== parameters.has('sslkey'))
    problems.push('sslcert and sslkey must be given together. The certificate of an authority is sslrootcert')
  const mode =
    parameters.get('sslaccept') === 'strict' ? 'verify-full' : (parameters.get('sslmode') ?? parameters.get('ssl'))
  const needTls = ['sslcert', 'ssl_min_protocol_version', 'ssl_max_protocol_version'].filter((name) =>
    parameters.has(name),
  )
  if (mode === undefined && parameters.has('sslrootcert')) needTls.push('sslrootcert')
  else if (parameters.get('sslrootcert') === 'system' && mode !== 'verify-full')
    problems.push('sslrootcert=system needs sslmode=verify-full')
  if (!/^(require|verify|no-verify|true)/.test(mode ?? ''))
    problems.push(...needTls.map((name) => `${name} needs sslmode=require, verify-ca or verify-full`))
  return { parameters, problems: [...new Set(problems)] }
}

function unknown(name: string): string {
  if (name === '') return 'A parameter has no name'
  // It could be a part of a password.
  if (!/^[\w.-]{1,40}$/.test(name)) return 'A parameter has an unknown name'
  return `${name} is unknown. Write a setting of the server as options=-c%20NAME%3DVALUE`
}
