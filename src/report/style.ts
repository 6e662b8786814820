/** The look of the page: two colours of curves, light and dark, down to the width of a phone. */
export const style = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #64707d; --rule: #dde3ea; --paper: #fff; --c0: #0b6bcb; --c1: #d4590b; --c2: #6b3fb5; --c3: #1a7f4b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --soft: #98a4b1; --rule: #2f3944; --paper: #14191f; --c0: #5cb0ff; --c1: #ff9d5c; --c2: #b99aff; --c3: #5fd39a; } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 1360px; padding: 24px 16px 48px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 22px; margin: 0 0 4px } .quiet { color: var(--soft); margin: 0 0 20px }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 24px; margin: 24px 0 }
figure { margin: 0 } figcaption { font-weight: 600; margin-bottom: 4px } svg { width: 100%; height: auto; display: block }
.legend { font-weight: 400; color: var(--soft); margin-left: 12px } .legend span { margin-right: 12px } .legend i { display: inline-block; width: 14px; height: 3px; margin-right: 6px; vertical-align: middle }
.tick, .label { fill: var(--soft); font-size: 12px } .grid { stroke: var(--rule) } .curve { fill: none; stroke-width: 1.8; stroke-linejoin: round }
${[0, 1, 2, 3].map(k => `path.c${k} { stroke: var(--c${k}) } i.c${k} { background: var(--c${k}) }`).join('\n')}
.scroll { overflow-x: auto } table { border-collapse: collapse } th, td { padding: 6px 16px 6px 0; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; font-variant-numeric: tabular-nums } th:first-child, td:first-child { text-align: left }
details { margin-top: 20px } summary { cursor: pointer } details table { margin: 8px 0 0 } details td { text-align: left; white-space: normal }
details td:first-child { color: var(--soft); white-space: nowrap }
@media (max-width: 600px) { .tick, .label { font-size: 19px } .label.along { display: none } .curve { stroke-width: 2.4 } }
`
