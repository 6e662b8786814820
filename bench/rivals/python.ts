import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Context } from '../context.js'

/** What a rival asks of the interpreter, and who is told of it. */
type Listener = Pick<Context, 'missing' | 'used'>

/** Modules by the names under which they are absent. */
const modules = { torch: 'PyTorch', sklearn: 'scikit-learn', numpy: 'numpy', scipy: 'scipy' } as const

const found = new Map<string, readonly string[] | undefined>()

/** PYTHON alone where it is set, else the system's own, where packages of the distribution are, before what is first in the path. */
const interpreters = () => (process.env.PYTHON ? [process.env.PYTHON] : ['/usr/bin/python3', 'python3'])

function search(module: string): readonly string[] | undefined {
  const question = `import platform, ${module}; print(${module}.__version__, platform.python_version())`
  for (const program of interpreters()) {
    const { status, stdout } = spawnSync(program, ['-c', question], { encoding: 'utf8' })
    if (status === 0) return [program, ...stdout.trim().split(' ')]
  }
  return undefined
}

/** The interpreter that has a module, whose versions are noted; the module is named absent where none has it. */
export function pythonWith(module: keyof typeof modules, listener: Listener): string | undefined {
  const key = `${process.env.PYTHON} ${module}`
  if (!found.has(key)) found.set(key, search(module))
  const place = found.get(key)
  if (!place) {
    listener.missing(modules[module])
    return undefined
  }
  const [program, version, python] = place
  listener.used(module, version)
  listener.used('python', python)
  return program
}

/** Address of a script beside this file's source. */
export const scriptPath = (name: string): string =>
  fileURLToPath(new URL(`../../../bench/rivals/${name}`, import.meta.url))

/** The environment in which every library of a Python process has so many threads. */
export const threadsEnv = (threads: number): NodeJS.ProcessEnv => ({
  ...process.env,
  OMP_NUM_THREADS: `${threads}`,
  OPENBLAS_NUM_THREADS: `${threads}`,
  PYTHONDONTWRITEBYTECODE: '1',
  MKL_NUM_THREADS: `${threads}`,
})

/** What a script answers to a task, both as JSON. @throws Error with what it wrote where it fails */
export function runPython<T>(program: string, script: string, task: object, threads: number): T {
  const options = { input: JSON.stringify(task), env: threadsEnv(threads), maxBuffer: 2 ** 28 }
  const { status, stdout, stderr } = spawnSync(program, [scriptPath(script)], options)
  if (status !== 0) throw new Error(`bench: ${script} ended with code ${status}\n${stderr}`)
  return JSON.parse(`${stdout}`) as T
}
