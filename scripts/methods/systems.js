// The paper (0) and the 35 systems around it, in their order: what answers each here, and the test of its formula.
const optim = (...names) => names.map(name => `src/optim/${name}.ts`)
const tests = (...names) => names.map(name => `test/${name}.test.ts`)

/** @type {readonly { title: string, here: string, files: readonly string[], tests: readonly string[] }[]} */
export const systems = [
  {
    title: 'Efficient subsampled Gauss-Newton and natural gradient methods (Ren, Goldfarb 2019)',
    here: '`smwGN`, `smwNG`',
    files: optim('rows/smw-gn', 'rows/smw-ng'),
    tests: tests('step/directions', 'step/paper'),
  },
]
