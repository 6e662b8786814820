import { optimizerCode } from './method.ts'
import type { Problem } from './problems/problem.ts'
import { METHODS, type State } from './state.ts'

/** Ten lines that do the same in a page of your own. */
export function embedCode({ hidden, activation, steps, seed, methods }: State, problem: Problem): string {
  const { x, y, classes, standardize } = problem.train
  const outputs = y instanceof Int32Array ? (classes?.length ?? 2) : y.shape[1]
  const layers = layersOf(hidden).map(units => `dense(${units}, '${activation}')`)
  const code = optimizerCode(methods[0])
  const named = ['armData', 'csvDataSet', 'idxDataSet', 'cosine', 'gainRatio', 'nielsen', ...METHODS]
  const used = named.filter(name => `${problem.code} ${code}`.includes(`${name}(`))
  const options = [`optimizer: ${code}`, `steps: ${steps}`, ...(seed ? [`seed: ${seed}`] : [])]
  if (problem.noise === 'none') options.push("noise: 'none'")
  if (standardize) options.push('standardize: true')
  return `<script type="module">
  import { ${['dense', 'fit', 'sequential', ...used].sort().join(', ')} } from './woodbury.js'

  ${problem.code.replaceAll('\n', '\n  ')}
  const net = sequential({ input: ${x.shape[1]}, seed: ${seed} }, [${[...layers, `dense(${outputs})`].join(', ')}])
  const run = fit(net, data, { ${options.join(', ')} })
  for await (const { step, loss } of run) document.title = \`\${step}: \${loss}\`
  const { model } = await run
</script>`
}

/** @throws Error with a message for the visitor */
export function layersOf(text: string): number[] {
  const parts = text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
  const widths = parts.map(Number)
  if (parts.length > 6 || widths.some(width => !Number.isInteger(width) || width < 1 || width > 1024))
    throw new Error(`Hidden layers are “${text}”. Write up to six whole numbers from 1 to 1024, as in 64, 64.`)
  return widths
}
