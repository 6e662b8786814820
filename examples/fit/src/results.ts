import type { CauseKind, CurveFit } from 'woodbury/curve'
import { codeOf } from './code.ts'
import { find } from './page.ts'
import type { Task } from './task.ts'

const causes: Readonly<Record<CauseKind, string>> = {
  atBound: 'at its bound',
  notIdentifiable: 'not determined by the data',
  noDegreesOfFreedom: 'no degrees of freedom',
  stuckAtStart: 'has no effect at its start',
  fixed: 'fixed',
}

const digits = (value: number, count: number) => `${Number(value.toPrecision(count))}`

/** Values with errors, the report and the code. */
export function showResults(fit: CurveFit, task: Task): void {
  const intervals = fit.confidenceIntervals()
  const body = find('values').querySelector('tbody') as HTMLTableSectionElement
  body.replaceChildren(
    ...task.names.map(name => {
      const [error, interval, cause] = [fit.standardErrors[name], intervals[name], fit.causes[name]]
      const why = cause ? `${causes[cause.kind]}${cause.with.length > 0 ? `, with ${cause.with.join(', ')}` : ''}` : ''
      return rowOf(
        name,
        digits(fit.parameters[name], 6),
        error === null ? why : digits(error, 3),
        interval && !cause ? interval.map(limit => digits(limit, 4)).join(' to ') : '',
      )
    }),
  )
  for (const said of ['copied-report', 'copied-code']) find(said).textContent = ''
  find('report').textContent = fit.report()
  find('code').textContent = codeOf(task, true)
  find('found').hidden = false
}

export const hideResults = (): void => {
  find('found').hidden = true
}

function rowOf(name: string, ...texts: string[]): HTMLTableRowElement {
  const row = document.createElement('tr')
  const heading = document.createElement('th')
  heading.scope = 'row'
  heading.textContent = name
  row.append(
    heading,
    ...texts.map(text => {
      const cell = document.createElement('td')
      cell.textContent = text
      return cell
    }),
  )
  return row
}
