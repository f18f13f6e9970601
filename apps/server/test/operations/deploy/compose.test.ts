import { describe, expect, it } from 'vitest'
import { settingNames } from '../../../src/config/env.js'
import { configs, type Service, services, text } from './compose.js'

const service = (name: string) => services[name] as Service

describe('compose.yaml', () => {
  it.each(['app', 'migrate'])('locks %s in', (name) => {
    expect(service(name)).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
  })

  it('has no secret, and does not start without those that it needs', () => {
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

  it('sets what are settings', () => {
    const set = ['app', 'migrate'].flatMap((name) => Object.keys(service(name).environment ?? {}))
    expect(set.filter((name) => !settingNames.includes(name))).toEqual([])
  })

  it('serves two instances through the pooler, once the tables are there', () => {
    const { environment, depends_on, deploy } = service('app')
    expect(environment).toMatchObject({ TRUST_PROXY: '1', REDIS_URL: 'redis://redis:6379' })
    expect(environment?.DATABASE_URL).toMatch(/@pgbouncer:6432\/taskpact\?pgbouncer=true$/)
    expect(depends_on).toMatchObject({ migrate: { condition: 'service_completed_successfully' } })
    expect(deploy).toEqual({ replicas: 2 })
    expect(configs.pgbouncer?.content).toMatch(/^pool_mode = transaction$/m)
  })

  it('migrates on PostgreSQL itself', () => {
    expect(service('migrate').command).toEqual(['node', 'dist/cli/migrate.js'])
    expect(service('migrate').environment?.DATABASE_URL).toMatch(/@postgres:5432\/taskpact$/)
  })

  it('leads to instances that say that they are ready, and shows metrics to nobody outside', () => {
    const content = configs.haproxy?.content
    expect(content).toMatch(/http-check send meth GET uri \/health\/ready/)
    expect(content).toMatch(/return status 404 if \{ path \/metrics \}/)
    expect(Object.entries(services).flatMap(([name, { ports }]) => (ports ? [name] : []))).toEqual(['proxy'])
  })

  it('names an exact or a major version of each image, and waits and mounts only for what is there', () => {
    for (const { image, build, depends_on = {}, configs: mounted = [] } of Object.values(services)) {
      if (!build) expect(image).toMatch(/:v?\d/)
      for (const name of Object.keys(depends_on)) expect(services).toHaveProperty(name)
      for (const { source } of mounted) expect(configs).toHaveProperty(source)
    }
  })
})
