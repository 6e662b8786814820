// Many curves fitted while a page goes on drawing, in whatever threads it may have, and one in the background.
import { fitCurve, fitMany } from '/node_modules/woodbury/dist/lib/web/curve.js'
import { living } from '../../lib/workers-web.js'

const doses = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]
const curves = Array.from({ length: 2000 }, (_, k) => {
  const [ec50, slope] = [10 ** (((7 * k) % 101) / 50 - 1), 0.7 + ((3 * k) % 17) / 17]
  return doses.map((dose, i) => 0.1 + 1.1 / (1 + (ec50 / dose) ** slope) + (((13 * k + 31 * i) % 29) - 14) / 1000)
})

let frames = 0
function draw() {
  frames++
  requestAnimationFrame(draw)
}
requestAnimationFrame(draw)

async function run() {
  const began = performance.now()
  const many = await fitMany('logistic4', doses, curves, { threads: 2 })
  const seconds = (performance.now() - began) / 1000
  const here = fitCurve('logistic4', { x: doses, y: curves[1] })
  const there = await fitCurve.inBackground('logistic4', { x: doses, y: curves[1] })
  return {
    seconds,
    frames,
    workers: living(),
    converged: many.converged.filter(Boolean).length,
    ec50: many.parameters.ec50.reduce((sum, value) => sum + value, 0),
    isSame: JSON.stringify(here) === JSON.stringify(there),
    warnings: [],
  }
}

const report = await run().catch(error => ({ failed: `${error?.stack ?? error}` }))
await fetch('/report', { method: 'POST', body: JSON.stringify(report) })
