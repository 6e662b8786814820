import { pageStyle } from '../draw/page-style.js'
import { COLOURS } from '../draw/palette.js'

/** The look of the report: the page's, and figures with curves in colours of their own. */
export const style = `${pageStyle}
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 24px; margin: 24px 0 }
figure { margin: 0 } figcaption { font-weight: 600; margin-bottom: 4px } svg { width: 100%; height: auto; display: block }
.legend { font-weight: 400; color: var(--soft); margin-left: 12px } .legend span { margin-right: 12px } .legend i { display: inline-block; width: 14px; height: 3px; margin-right: 6px; vertical-align: middle }
.tick, .label { fill: var(--soft); font-size: 12px } .grid { stroke: var(--rule) } .curve { fill: none; stroke-width: 1.8; stroke-linejoin: round }
${Array.from({ length: COLOURS }, (_, k) => `path.c${k} { stroke: var(--c${k}) } i.c${k} { background: var(--c${k}) }`).join('\n')}
@media (max-width: 600px) { .tick, .label { font-size: 19px } .label.along { display: none } .curve { stroke-width: 2.4 } }
`
