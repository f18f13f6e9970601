/** The part of IndexedDB and the Storage API that is used, because the package is compiled without the types of browsers. */
export interface Globals {
  readonly indexedDB: { open(name: string): OpenRequest; deleteDatabase(name: string): Request<unknown> }
  readonly navigator?: { readonly storage?: { persist?(): Promise<boolean> } }
}

export interface Request<T> {
  readonly result: T
  readonly error: unknown
  onsuccess: (() => void) | null
  onerror: (() => void) | null
}

export interface OpenRequest extends Request<Database> {
  onupgradeneeded: (() => void) | null
}

export interface Database {
  onclose: (() => void) | null
  onversionchange: (() => void) | null
  createObjectStore(name: string): unknown
  transaction(name: string, mode: string, options: object): TransactionOfRecords
  close(): void
}

export interface TransactionOfRecords {
  readonly error: unknown
  oncomplete: (() => void) | null
  onabort: (() => void) | null
  objectStore(name: string): ObjectStore
}

interface ObjectStore {
  get(key: string): Request<unknown>
  getAllKeys(): Request<unknown[]>
  getAll(): Request<unknown[]>
  put(value: unknown, key: string): unknown
  delete(key: string): unknown
}
