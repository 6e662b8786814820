import uPlot from 'uplot'
import type { StepRecord } from 'woodbury'
import { colourOf } from './page.ts'
import 'uplot/dist/uPlot.min.css'

export type Axis = 'steps' | 'seconds'

export interface Curve {
  readonly label: string
  readonly colour: string
  readonly dash: readonly number[]
  readonly records: readonly StepRecord[]
}

export type Quantity = (record: StepRecord) => number | undefined

const HEIGHT = 200

const isPower = (value: number) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9

/** One quantity of every run over steps or seconds; made anew when the runs or the colours change. */
export class Chart {
  #plot: uPlot | undefined
  #made = ''

  constructor(
    private readonly place: HTMLElement,
    private readonly quantity: Quantity,
    private readonly logarithmic: boolean,
  ) {
    new ResizeObserver(() => this.#plot?.setSize({ width: this.place.clientWidth, height: HEIGHT })).observe(place)
  }

  draw(curves: readonly Curve[], axis: Axis): void {
    const wanted = JSON.stringify([curves.map(({ label, colour }) => [label, colour]), axis, colourOf('--ink')])
    if (wanted !== this.#made) {
      this.#plot?.destroy()
      this.#plot = new uPlot(this.#options(curves, axis), dataOf(curves, axis, this.#value), this.place)
      this.#made = wanted
    } else this.#plot?.setData(dataOf(curves, axis, this.#value))
  }

  /** What cannot stand on a logarithmic axis is left out. */
  #value = (record: StepRecord): number | null => {
    const value = this.quantity(record)
    return value === undefined || !Number.isFinite(value) || (this.logarithmic && value <= 0) ? null : value
  }

  #options(curves: readonly Curve[], axis: Axis): uPlot.Options {
    const [ink, faint] = [colourOf('--ink'), colourOf('--line')]
    // A logarithmic axis has a line for each power of ten, not for each of its nine parts.
    const filter = (_: uPlot, ticks: number[]) => ticks.map(tick => (isPower(tick) ? tick : null))
    const lines = { stroke: faint, width: 1, ...(this.logarithmic && { filter }) }
    const style = { stroke: ink, grid: { stroke: faint, width: 1 }, ticks: { stroke: faint } }
    const short = (value: number) =>
      value === 0 ? '0' : Math.abs(value) < 0.01 || Math.abs(value) >= 1e4 ? value.toExponential(0) : `${value}`
    const values = (_: uPlot, ticks: (number | null)[]) => ticks.map(tick => (tick === null ? '' : short(tick)))
    return {
      width: this.place.clientWidth || 300,
      height: HEIGHT,
      cursor: { drag: { x: false, y: false } },
      legend: { live: false },
      scales: { x: { time: false }, y: this.logarithmic ? { distr: 3 } : {} },
      axes: [
        { ...style, values },
        { ...style, grid: lines, ticks: lines, values, size: 56 },
      ],
      series: [
        { label: axis },
        ...curves.map(({ label, colour, dash }) => ({
          label,
          stroke: colour,
          width: 1.5,
          dash: [...dash],
          spanGaps: true,
          points: { show: false },
        })),
      ],
    }
  }
}

function dataOf(curves: readonly Curve[], axis: Axis, value: (record: StepRecord) => number | null): uPlot.AlignedData {
  const tables = curves.map(
    ({ records }): uPlot.AlignedData => [
      records.map(({ step, seconds }) => (axis === 'steps' ? step : seconds)),
      records.map(value),
    ],
  )
  if (tables.length === 0) return [[], []]
  return tables.length === 1 ? tables[0] : uPlot.join(tables)
}
