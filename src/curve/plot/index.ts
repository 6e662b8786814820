export { plotFit } from './plot-fit.js'
export { plotHtml } from './plot-html.js'
export type { PlotOptions } from './plot-options.js'
