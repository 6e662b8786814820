import { mkdirSync, writeFileSync } from 'node:fs'
import { command } from '../lib/command.js'
import { root } from '../lib/reference.js'

/** The oldest is named in the README. */
const versions = ['5.4', '5.7', '7']
const resolutions = { bundler: 'esnext', node16: 'node16', nodenext: 'nodenext' }
const libraries = [['es2022'], ['es2022', 'dom', 'dom.iterable']]
const ambient = [[], ['node']]

const source = `import * as woodbury from 'woodbury'
import { dense, type FitOptions, fit, predict, type Run, sequential, smwGN } from 'woodbury'
import * as alone from 'woodbury/predict'
import { embed } from './required.cjs'

const options: FitOptions = { optimizer: smwGN(), steps: 3, onStep: async ({ step }) => step }
const run: Run = fit(sequential({ input: 1 }, [dense(1)]), { x: [[1]], y: [1] }, options)
export async function outputs(): Promise<number | undefined> {
  for await (const { loss } of run) if (loss < 1) break
  await using other = fit(await run.then(({ model }) => model), { x: [[1]], y: [1] }, options)
  return (await predict((await other).model, [[1]])).data[0]
}
export { alone, embed, woodbury }
`

const required = `import { type Model, load } from 'woodbury'
import { predict } from 'woodbury/predict'
export const embed = async (bytes: Uint8Array): Promise<number | undefined> => {
  const model: Model = load(bytes)
  return (await predict(model, [[1]])).data[0]
}
`

/** Everything a project may be set to, with one version of the compiler and `skipLibCheck` off. */
const declared = version => ({
  name: `TypeScript ${version}`,
  async run() {
    const folder = `${root}apps/declarations-${version}`
    mkdirSync(folder)
    writeFileSync(`${folder}/main.mts`, source)
    writeFileSync(`${folder}/required.cts`, required)
    let projects = 0
    for (const [moduleResolution, module] of Object.entries(resolutions))
      for (const lib of libraries)
        for (const types of ambient) {
          const base = { target: 'es2022', strict: true, noEmit: true, skipLibCheck: false }
          const compilerOptions = { ...base, module, moduleResolution, lib, types }
          const file = `${folder}/tsconfig.${projects++}.json`
          writeFileSync(file, JSON.stringify({ compilerOptions, files: ['main.mts'] }))
          await command(process.execPath, [`${root}node_modules/typescript-${version}/bin/tsc`, '-p', file])
        }
    return { note: `${projects} projects: resolution, DOM, @types/node` }
  },
})

export const declarations = versions.map(declared)
