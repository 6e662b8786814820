import { fitCurve, fitMany, leastSquares, peaks } from '../../src/curve/index.js'
import type { Context } from '../context.js'
import { curveTasks, expressionOf, normals } from '../curves/fits.js'
import { race } from './curvefit.js'

interface Bar {
  readonly name: string
  readonly unit: 'µs' | 'ms'
  readonly limit: number
  /** Returns the share of the fits that converged to parameters that all have standard errors. */
  readonly make: (quick: boolean) => { readonly run: () => number | Promise<number>; readonly times: number }
}

const all = (errors: object) => Number(Object.values(errors).every(error => error !== null))

/** Twenty points, three parameters. */
function smallest() {
  const task = curveTasks()[0]
  const start = Object.fromEntries(task.start.map((value, k) => [`p${k}`, value]))
  const [expression, data] = [expressionOf(task), { x: task.x, y: task.y }]
  return { times: 1, run: () => all(fitCurve(expression, data, { start }).standardErrors) }
}

/** Ten peaks that overlap, 40 parameters, 2,048 points; starts off by a tenth (one deviation) of height, width and, in widths, place. */
function tenPeaks() {
  const count = 2048
  const [off, noise] = [normals(40, 3), normals(count, 4)]
  const truth = Array.from({ length: 10 }, (_, k) => [
    6 + 3 * (k % 3),
    8 + 9 * k + (k % 2),
    4 + (k % 4),
    0.2 + 0.06 * k,
  ])
  const x = Float64Array.from({ length: count }, (_, i) => i / 20)
  const y = x.map((at, i) => {
    let sum = 0.03 * noise[i]
    for (const [height, center, fwhm, fraction] of truth) {
      const z = (2 * (at - center)) / fwhm
      sum += height * (fraction / (1 + z * z) + (1 - fraction) * Math.exp(-Math.LN2 * z * z))
    }
    return sum
  })
  const start = Object.fromEntries(
    truth.flatMap(([height, center, fwhm], k) => [
      [`height${k + 1}`, height * (1 + 0.1 * off[4 * k])],
      [`center${k + 1}`, center + 0.1 * fwhm * off[4 * k + 1]],
      [`fwhm${k + 1}`, fwhm * (1 + 0.1 * off[4 * k + 2])],
      [`fraction${k + 1}`, 0.5],
    ]),
  )
  const model = peaks(10, 'pseudoVoigt')
  return { times: 1, run: () => all(fitCurve(model, { x, y }, { start }).standardErrors) }
}

/** A magnetometer's centre and symmetric matrix from 2,000 readings: |A (m − c)| is the field, 1 in its own unit. */
function ellipsoid() {
  const count = 2000
  const [u, noise] = [normals(3 * count, 5), normals(3 * count, 6)]
  const [scale, centre] = [
    [42, 52, 47],
    [12, -7, 20],
  ]
  const m = new Float64Array(3 * count)
  for (let i = 0; i < count; i++) {
    const length = Math.hypot(u[3 * i], u[3 * i + 1], u[3 * i + 2])
    const [a, b, c] = [0, 1, 2].map(k => u[3 * i + k] / length)
    const bent = [scale[0] * a + 2 * b - c, scale[1] * b + 2 * a + c, scale[2] * c - a + b]
    for (let k = 0; k < 3; k++) m[3 * i + k] = bent[k] + centre[k] + 0.1 * noise[3 * i + k]
  }
  const r = new Float64Array(count)
  const residuals = (p: readonly number[]) => {
    const [cx, cy, cz, xx, xy, xz, yy, yz, zz] = p
    for (let i = 0; i < count; i++) {
      const x = m[3 * i] - cx
      const y = m[3 * i + 1] - cy
      const z = m[3 * i + 2] - cz
      const a = xx * x + xy * y + xz * z
      const b = xy * x + yy * y + yz * z
      const c = xz * x + yz * y + zz * z
      r[i] = Math.sqrt(a * a + b * b + c * c) - 1
    }
    return r
  }
  const start = [0, 0, 0, 0.02, 0, 0, 0.02, 0, 0.02]
  return { times: 1, run: () => all(leastSquares(residuals, start).standardErrors) }
}

/** Dose–response curves of ten points; a tenth of them where it is quick. */
function manyCurves(quick: boolean) {
  const count = quick ? 1000 : 10_000
  const doses = Float64Array.from({ length: 10 }, (_, i) => 10 ** (-3 + 0.6 * i))
  const [u, noise] = [normals(4 * count, 7), normals(10 * count, 8)]
  const responses = Array.from({ length: count }, (_, k) => {
    const [bottom, top, ec50, slope] = [u[4 * k], 100 + 10 * u[4 * k + 1], 10 ** u[4 * k + 2], 1 + 0.3 * u[4 * k + 3]]
    return doses.map((dose, i) => bottom + (top - bottom) / (1 + (ec50 / dose) ** slope) + 2 * noise[10 * k + i])
  })
  const run = async () => {
    const { converged, standardErrors } = await fitMany('logistic4', doses, responses)
    const isDone = (k: number) => converged[k] && Object.values(standardErrors).every(list => Number.isFinite(list[k]))
    return converged.filter((_, k) => isDone(k)).length / count
  }
  return { times: 10_000 / count, run }
}

const bars: readonly Bar[] = [
  { name: 'bar.20-points', unit: 'µs', limit: 100, make: smallest },
  { name: 'bar.ten-pseudo-voigts', unit: 'ms', limit: 50, make: tenPeaks },
  { name: 'bar.ellipsoid', unit: 'ms', limit: 5, make: ellipsoid },
  { name: 'bar.10000-4pl', unit: 'ms', limit: 1000, make: manyCurves },
]

/** Milliseconds until all of a small fit's many functions are optimised. */
const WARM = 3000

/**
 * What a fit may take, as wall time and as the time that all of the process's threads computed: on a busy machine the second
 * says more. residual is the share of fits without an answer.
 */
export async function curvefitBars(context: Context): Promise<void> {
  if (context.build !== 'plain') return
  for (const { name, unit, limit, make } of bars) {
    if (!context.wants(name)) continue
    const { run, times } = make(context.quick)
    const residual = 1 - (await run())
    const factor = (unit === 'µs' ? 1000 : 1) * times
    const patience = { ...context.patience, warm: context.quick ? context.patience.warm : WARM }
    const [wall] = (await race({ ...context, patience }, [run])).map(ms => factor * ms)
    const row = { threads: 1, unit, rivalValue: limit, residual }
    context.add({ name, ...row, value: wall, rival: 'limit', ratio: limit / wall })
    const cpu = factor * (await computing(run))
    context.add({ name, ...row, value: cpu, rival: 'limit, cpu', ratio: limit / cpu })
  }
}

/** Milliseconds that a run computes: the least of several stretches. */
async function computing(run: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let stretch = 0; stretch < 5; stretch++) {
    const began = process.cpuUsage()
    const end = performance.now() + 100
    let runs = 0
    do {
      await run()
      runs++
    } while (performance.now() < end)
    const { user, system } = process.cpuUsage(began)
    least = Math.min(least, (user + system) / 1000 / runs)
  }
  return least
}
