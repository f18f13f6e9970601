import { describe, expect, it } from 'vitest'
import { settingNames } from '../../../src/config/env.js'
import { configs, type Service, services, text } from './compose.js'

const service = (name: string) => services[name] as Service

describe('compose.yaml', () => {
  it.each(['app', 'migrate'])('hardens the container: %s', (name) => {
    expect(service(name)).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
  })

  it('contains no secrets, and requires them as variables', () => {
    const secrets = [...text.matchAll(/\$\{(\w*(?:SECRET|PASSWORD|TOKEN)\w*)([^}]*)\}/g)].map(([, ...parts]) =>
      parts.join(''),
    )
    expect([...new Set(secrets)].sort()).toEqual([
      'JWT_SECRET:?',
      'JWT_SECRET_PREVIOUS:-',
      'METRICS_TOKEN:-',
      'POSTGRES_PASSWORD:?',
    ])
    expect(text).not.toMatch(/(secret|password|token): *[a-z0-9]/i)
  })

  it('sets known variables only', () => {
    const variables = ['app', 'migrate'].flatMap((name) => Object.keys(service(name).environment ?? {}))
    expect(variables.filter((name) => !settingNames.includes(name))).toEqual([])
  })

  it('serves two instances through PgBouncer after the migration', () => {
    const { environment, depends_on, deploy } = service('app')
    expect(environment).toMatchObject({ TRUST_PROXY: '1', REDIS_URL: 'redis://redis:6379' })
    expect(environment?.DATABASE_URL).toMatch(/@pgbouncer:6432\/taskpact\?pgbouncer=true$/)
    expect(depends_on).toMatchObject({ migrate: { condition: 'service_completed_successfully' } })
    expect(deploy).toEqual({ replicas: 2 })
    expect(configs.pgbouncer?.content).toMatch(/^pool_mode = transaction$/m)
  })

  it('migrates on PostgreSQL directly', () => {
    expect(service('migrate').command).toEqual(['node', 'dist/cli/migrate.js'])
    expect(service('migrate').environment?.DATABASE_URL).toMatch(/@postgres:5432\/taskpact$/)
  })

  it('routes to ready instances and does not expose metrics', () => {
    const content = configs.haproxy?.content
    expect(content).toMatch(/http-check send meth GET uri \/health\/ready/)
    expect(content).toMatch(/return status 404 if \{ path \/metrics \}/)
    expect(Object.entries(services).flatMap(([name, { ports }]) => (ports ? [name] : []))).toEqual(['proxy'])
  })

  it('pins image versions, and refers to existing services and configs only', () => {
    for (const { image, build, depends_on = {}, configs: usedConfigs = [] } of Object.values(services)) {
      if (!build) expect(image).toMatch(/:v?\d/)
      for (const name of Object.keys(depends_on)) expect(services).toHaveProperty(name)
      for (const { source } of usedConfigs) expect(configs).toHaveProperty(source)
    }
  })
})
