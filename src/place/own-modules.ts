let modules: readonly string[] = []

/** Addresses of modules of the user's that every worker imports before its first run. */
export const ownModules = (): readonly string[] => modules

export function setOwnModules(addresses: readonly string[]): void {
  modules = addresses
}
