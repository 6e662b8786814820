/** `gainRatio` as a flag: gain-ratio; `smwGN`: smw-gn. */
export const kebab = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()

/** `gain-ratio` as an option: gainRatio. */
export const camel = (flag: string): string => flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** The method that leaves the choice to `fit`. */
export const AUTO = 'auto'
