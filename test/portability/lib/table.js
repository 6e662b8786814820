const cells = (...values) => `| ${values.map(value => value ?? '').join(' | ')} |`

/** The table of docs/portability.md. */
export function report(rows) {
  const head = cells('place', 'version', 'SIMD', 'threads', 'where', 'seconds', 'result', 'note')
  const lines = rows.map(({ name, engine, simd, threads, place, seconds, took, result, note }) =>
    cells(name, engine, simd, threads, place, (seconds ?? took).toFixed(1), result, note),
  )
  return `# Where it runs

Written by \`npm run test:portability\` on ${new Date().toISOString().slice(0, 10)}, on two cores. Each place installs the
packed package, trains 200 steps in float64 on the plain build in one thread (the same loss to 1e-9 and the same bits of
all parameters as Node 20), 50 SMW-GN and 50 SMW-NG steps with two threads where there are any (the same loss to 1e-9),
predicts, saves and loads, aborts a run, loses a worker in the middle of one and goes on, disposes of the pool and counts
the workers that are left. \`where\` is the \`place\` of those runs: a pool over shared memory, one worker, or the calling
thread.

${cells('place', 'version', 'SIMD', 'threads', 'where', 'seconds', 'result', 'note')}
|${head
    .split('|')
    .slice(1, -1)
    .map(() => '---')
    .join('|')}|
${lines.join('\n')}
`
}
