/** The parts that the examples use of packages that are not installed here. */
declare module 'next/headers' {
  export function cookies(): Promise<{
    get(name: string): { readonly value: string } | undefined
    set(name: string, value: string, options: object): void
    delete(name: string): void
  }>
}
declare module 'next/navigation' {
  export function redirect(path: string): never
}
declare module 'expo-secure-store' {
  export function getItemAsync(key: string): Promise<string | null>
  export function setItemAsync(key: string, value: string): Promise<void>
  export function deleteItemAsync(key: string): Promise<void>
}
