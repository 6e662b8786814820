import { COLOURS, palette } from '../../draw/palette.js'

const OF = '.woodbury-fit'

const colours = Array.from(
  { length: COLOURS },
  (_, k) =>
    `${OF} .line.c${k}, ${OF} .points.c${k}, ${OF} .bars.c${k} { stroke: var(--c${k}) } ${OF} .band.c${k}, ${OF} text.c${k} { fill: var(--c${k}) }`,
)

/** The look of the plot: all rules are for what is inside of it, since a page may hold others. */
export const plotStyle = `
${palette(OF)}
${OF} .paper { fill: var(--paper) } ${OF} text { fill: var(--soft); font: 12px system-ui, sans-serif } ${OF} .title { fill: var(--ink); font-size: 15px; font-weight: 600 }
${OF} .grid { stroke: var(--rule); fill: none } ${OF} .zero { stroke: var(--soft); fill: none }
${OF} .line { fill: none; stroke-width: 1.8; stroke-linejoin: round } ${OF} .band { opacity: 0.2 }
${OF} .points { fill: none; stroke-linecap: round; opacity: 0.8 } ${OF} .bars { fill: none; stroke-width: 1; opacity: 0.6 }
${colours.join('\n')}
`
