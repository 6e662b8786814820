const LIGHT =
  '--ink: #1d2733; --soft: #64707d; --rule: #dde3ea; --paper: #fff; --c0: #0b6bcb; --c1: #d4590b; --c2: #6b3fb5; --c3: #1a7f4b;'
const DARK =
  '--ink: #e6ebf1; --soft: #98a4b1; --rule: #2f3944; --paper: #14191f; --c0: #5cb0ff; --c1: #ff9d5c; --c2: #b99aff; --c3: #5fd39a;'

/** How many colours there are for curves. */
export const COLOURS = 4

/** The colours as variables of whatever the selector names, by the reader's choice of light or dark. */
export const palette = (selector: string): string =>
  `${selector} { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { ${selector} { ${DARK} } }`
