import { palette } from './palette.js'

/** The look of a page: text, tables and what folds out, down to the width of a phone. */
export const pageStyle = `
${palette(':root')}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 1360px; padding: 24px 16px 48px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 22px; margin: 0 0 4px } .quiet { color: var(--soft); margin: 0 0 20px }
.scroll { overflow-x: auto } table { border-collapse: collapse } th, td { padding: 6px 16px 6px 0; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; font-variant-numeric: tabular-nums } th:first-child, td:first-child { text-align: left }
details { margin-top: 20px } summary { cursor: pointer } details table { margin: 8px 0 0 } details td { text-align: left; white-space: normal }
details td:first-child { color: var(--soft); white-space: nowrap }
`
