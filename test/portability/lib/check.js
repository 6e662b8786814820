export function insist(truth, what) {
  if (!truth) throw new Error(`expected: ${what}`)
}

/** Compares the report of a place with Node's; throws what differs. */
export function check(report, reference) {
  if (report.failed) throw new Error(report.failed)
  for (const loss of ['loss', 'gn', 'ng']) {
    const off = Math.abs(report[loss] / reference[loss] - 1)
    if (!(off <= 1e-9)) throw new Error(`the ${loss} ${report[loss]} is ${off} from Node's ${reference[loss]}`)
  }
  report.prediction.forEach((value, k) => {
    const off = Math.abs(value - reference.prediction[k])
    if (!(off <= 1e-6)) throw new Error(`the prediction ${value} is ${off} from Node's ${reference.prediction[k]}`)
  })
  if (report.bits !== reference.bits)
    throw new Error(`the bits of the plain build are ${report.bits}, not ${reference.bits}`)
}

/** Throws unless the report has these values. */
export function expectFields(report, expected) {
  for (const [field, value] of Object.entries(expected))
    if (report[field] !== value)
      throw new Error(`expected ${field} ${value}, got ${report[field]}; ${report.warnings.join(' ') || 'no warnings'}`)
}
