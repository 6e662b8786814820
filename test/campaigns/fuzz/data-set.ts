import type { DataSet, Matrix } from '../../../src/index.js'
import { allFinite, insist } from './refusal.js'

const soundMatrix = ({ data, shape: [n, d] }: Matrix): boolean =>
  n > 0 && d > 0 && data.length === n * d && allFinite(data)

/** What every reader promises of a data set, whatever the file held. */
export function checkDataSet({ x, y, task, classes, columns, targets, hints }: DataSet): void {
  insist(soundMatrix(x), 'x is no matrix of finite numbers')
  const [n, d] = x.shape
  if (y instanceof Int32Array) {
    insist(task === 'classification' && y.length === n, `${y.length} labels for ${n} rows of ${task}`)
    insist(classes !== undefined && y.every(label => label >= 0 && label < classes.length), 'a label without a class')
    insist(new Set(classes).size === classes.length, 'two classes of one name')
  } else insist(soundMatrix(y) && y.shape[0] === n && task === 'regression', 'y is no matrix of n rows')
  insist(
    columns === undefined || (columns.length === d && new Set(columns).size === d),
    'columns are not one name each',
  )
  insist(targets === undefined || y instanceof Int32Array || targets.length === y.shape[1], 'targets without a name')
  insist(
    hints.every(hint => hint.length > 15 && !/undefined|\[object/.test(hint)),
    `a hint that helps nobody: ${hints}`,
  )
}
