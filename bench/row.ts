import Table from 'cli-table3'

/** One measurement. `ratio`: bigger is always better, the rival's time over ours or the fraction of a limit reached. */
export interface Row {
  readonly suite: string
  readonly name: string
  readonly engine: Engine
  readonly build: Build
  readonly threads: number
  readonly value: number
  readonly unit: string
  readonly rival: string
  readonly rivalValue: number
  readonly ratio: number
  /** Greatest relative error against a plain reference, ulps for functions; 0 where nothing is computed. */
  readonly residual: number
  /** What the rival ran with, where it had settings to choose among. */
  readonly note?: string
}

export type Engine = 'node20' | 'newest'
export type Build = 'plain' | 'relaxed'

/** What a child process prints for its parent. */
export interface Report {
  readonly rows: readonly Row[]
  /** Rivals that are not installed. */
  readonly absent: readonly string[]
  /** Versions of the packages of other ecosystems that had a part in it. */
  readonly packages: Readonly<Record<string, string>>
}

const figure = (value: number | null) =>
  value !== null && Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '-'

/** The rows as a table of at most 104 columns. */
export function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['name', 'engine', 'build', 'ours', 'rival', 'theirs', 'ratio', 'residual'],
    colAligns: ['left', 'left', 'left', 'right', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  for (const row of rows)
    table.push([
      row.name,
      row.engine,
      row.build,
      `${figure(row.value)} ${row.unit}`,
      row.rival,
      figure(row.rivalValue),
      figure(row.ratio),
      row.residual === 0 ? '' : row.residual.toExponential(1),
    ])
  return table.toString()
}
