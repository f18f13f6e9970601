import type { Database, Globals, OpenRequest, Request, TransactionOfRecords } from './browser-storage.js'
import type { RecordStore, ReplicaStore } from './store.js'

/** The key of the version among the records. */
const versionKey = ''

/**
 * Stores replicas in IndexedDB, in a database `NAME USER_ID` for each user, which all tabs of an origin share (https://www.w3.org/TR/IndexedDB/).
 * Requests persistent storage, for which browsers may ask the user (https://storage.spec.whatwg.org/#persistence). Opening fails where there
 * is no IndexedDB, as in some private windows, and writing if the disk is full (QuotaExceededError).
 */
export function indexedDb(name: string): ReplicaStore {
  const { indexedDB, navigator } = globalThis as unknown as Globals
  const nameOf = (userId: string) => `${name} ${userId}`
  return {
    sharedName: name,
    open: (userId) => openRecords(() => indexedDB.open(nameOf(userId))),
    async delete(userId) {
      await resultOf(indexedDB.deleteDatabase(nameOf(userId)))
    },
    persist: async () => (await navigator?.storage?.persist?.()) ?? false,
  }
}

async function openRecords(open: () => OpenRequest): Promise<RecordStore> {
  let database: Promise<Database> | undefined

  const connect = async () => {
    const request = open()
    request.onupgradeneeded = () => void request.result.createObjectStore('records')
    const opened = await resultOf(request)
    const forget = () => {
      opened.close()
      database = undefined
    }
    opened.onclose = forget
    opened.onversionchange = forget // another tab deletes the database
    return opened
  }
  /** Browsers close connections of their own accord, so a transaction that cannot begin is repeated once. */
  const begin = async (mode: 'readonly' | 'readwrite'): Promise<TransactionOfRecords> => {
    const start = async () => {
      database ??= connect()
      return (await database).transaction('records', mode, { durability: 'strict' })
    }
    return start().catch(() => {
      database = undefined
      return start()
    })
  }

  await begin('readonly')
  return {
    async read() {
      const records = (await begin('readonly')).objectStore('records')
      const [keys, values] = await Promise.all([resultOf(records.getAllKeys()), resultOf(records.getAll())])
      const all = new Map(keys.map((key, index) => [String(key), values[index]]))
      const version = Number(all.get(versionKey) ?? 0)
      all.delete(versionKey)
      return { version, records: all }
    },
    async write(version, changes) {
      const transaction = await begin('readwrite')
      const records = transaction.objectStore('records')
      const completed = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve()
        transaction.onabort = () => reject(transaction.error)
      })
      let isCurrent = false
      const current = records.get(versionKey)
      current.onsuccess = () => {
        isCurrent = Number(current.result ?? 0) === version
        if (!isCurrent) return
        for (const [key, value] of changes) {
          if (value === undefined) records.delete(key)
          else records.put(value, key)
        }
        records.put(version + 1, versionKey)
      }
      await completed
      return isCurrent
    },
    close: () => void database?.then((opened) => opened.close()).catch(() => {}), // it may not be open
  }
}

function resultOf<T>(request: Request<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
