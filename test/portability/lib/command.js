import { spawn } from 'node:child_process'

/** Runs a command to its end; its output, or an error with it. A limit of time ends it and all it started. */
export function command(file, args, { seconds = 180, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = start(file, args, options)
    const late = setTimeout(() => child.end(), seconds * 1000)
    child.process.on('error', reject)
    child.process.on('close', code => {
      clearTimeout(late)
      if (code === 0) resolve(child.output())
      else
        reject(
          new Error(`${file} ${args.join(' ')} ended with ${code ?? `nothing within ${seconds} s`}\n${child.output()}`),
        )
    })
  })
}

/** Starts a command that goes on, in a process group of its own. */
export function start(file, args, options = {}) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options })
  let output = ''
  child.on('error', ({ message }) => {
    output += message
  })
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output += chunk
    })
  return {
    process: child,
    output: () => output,
    end() {
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It had ended.
      }
    },
    /** Resolves with the first match in the output; rejects when the command ends or time is up. */
    async says(pattern, seconds = 60) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output)
          if (match) finish(resolve, match)
        }
        const late = setTimeout(
          () => finish(reject, new Error(`${file} did not say ${pattern}:\n${output}`)),
          seconds * 1000,
        )
        const ended = code => finish(reject, new Error(`${file} ended with ${code}:\n${output}`))
        function finish(settle, value) {
          clearTimeout(late)
          child.stdout.off('data', look)
          child.stderr.off('data', look)
          child.off('close', ended)
          settle(value)
        }
        child.stdout.on('data', look)
        child.stderr.on('data', look)
        child.on('close', ended)
        look()
      })
    },
  }
}
