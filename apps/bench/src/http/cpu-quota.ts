import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'

const root = '/sys/fs/cgroup'
const periodMicroseconds = 10_000

/**
 * Limits a process and its threads to a share of a core, as if the core were slower, by a control group of Linux of either version. Returns
 * a function that removes the group once the process has ended. Throws without the right to create groups.
 */
export function limitCpu(pid: number, share: number): () => void {
  const isVersion2 = existsSync(`${root}/cgroup.controllers`)
  const folder = `${root}/${isVersion2 ? '' : 'cpu/'}taskpact-${pid}`
  const quota = Math.round(periodMicroseconds * share)
  mkdirSync(folder)
  if (isVersion2) writeFileSync(`${folder}/cpu.max`, `${quota} ${periodMicroseconds}`)
  else {
    writeFileSync(`${folder}/cpu.cfs_period_us`, String(periodMicroseconds))
    writeFileSync(`${folder}/cpu.cfs_quota_us`, String(quota))
  }
  writeFileSync(`${folder}/cgroup.procs`, String(pid))
  return () => rmdirSync(folder)
}
