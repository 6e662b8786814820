import { spawnSync } from 'node:child_process'

/** Milliseconds of numpy.linalg.cholesky in float64 by size, medians of several; one thread, the default kernel. */
export function numpyCholesky(python: string, sizes: readonly number[], rounds: number): number[] {
  const program = `
import json, sys, time
import numpy as np
out = []
for n in ${JSON.stringify(sizes)}:
    a = np.random.default_rng(1).random((n, n)) - 0.5
    a = a @ a.T + n * np.eye(n)
    times = []
    for _ in range(${rounds}):
        t = time.perf_counter(); np.linalg.cholesky(a); times.append(time.perf_counter() - t)
    times.sort()
    out.append(1e3 * times[len(times) // 2])
print(json.dumps(out))
`
  const { OPENBLAS_CORETYPE: _, ...env } = process.env
  const { status, stdout } = spawnSync(python, ['-c', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
  })
  if (status !== 0) throw new Error(`bench: the process of NumPy ended with code ${status}`)
  return JSON.parse(stdout) as number[]
}
