import { palette } from '../../src/draw/palette.js'

/** Colours beyond the palette's own four: ten methods are told apart. */
const MORE_LIGHT = ['#b0243c', '#00838f', '#8a6d00', '#5a6570', '#c2185b', '#3f51b5']
const MORE_DARK = ['#ff7d8f', '#4dd0e1', '#e6c34a', '#aab4bf', '#ff80ab', '#9fa8ff']
const FIRST = 4

export const COLOURS = FIRST + MORE_LIGHT.length

const variables = (colours: readonly string[]) => colours.map((colour, k) => `--c${FIRST + k}: ${colour}`).join('; ')

/** The colours of the curves as variables of a selector, by the reader's choice of light or dark. */
export const curvePalette = (selector: string): string => `${palette(selector)}
${selector} { ${variables(MORE_LIGHT)} }
@media (prefers-color-scheme: dark) { ${selector} { ${variables(MORE_DARK)} } }`

/** Curves, bands and the marks of a legend in their colours. */
export const curveStyle = [
  ...Array.from(
    { length: COLOURS },
    (_, k) =>
      `path.c${k}, line.c${k} { stroke: var(--c${k}) } i.c${k} { background: var(--c${k}) } path.band.c${k} { fill: var(--c${k}) }`,
  ),
  'path.band { stroke: none; fill-opacity: 0.15 }',
].join('\n')
