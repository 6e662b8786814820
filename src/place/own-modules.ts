const NOT_IMPORTED = 'a worker could not import '

/** What a worker says where a module of the user's does not load. */
export const notImported = (address: string, said: string): string => `${NOT_IMPORTED}${address} (${said})`

/** Whether that is what was said. */
export const isNotImported = (said: string): boolean => said.startsWith(NOT_IMPORTED)

let modules: readonly string[] = []

/** Addresses of modules of the user's that every worker imports before its first run. */
export const ownModules = (): readonly string[] => modules

export function setOwnModules(addresses: readonly string[]): void {
  modules = addresses
}
