import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from './reference.js'

async function freePort() {
  const server = createServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

const moduleOf = ({ path }) => `(name = "${path}", ${path.endsWith('.wasm') ? 'wasm' : 'esModule'} = embed "${path}")`

const configOf = (files, port) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const worker :Workerd.Worker = (modules = [${files.map(moduleOf).join(', ')}], compatibilityDate = "2026-04-01");
`

/** Milliseconds from the start of a workerd process with this Worker to its first answer. */
export async function timeToFirstAnswer({ files }, name) {
  const folder = `${root}out/bare-${name}`
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  for (const { path, contents } of files) writeFileSync(`${folder}/${path}`, contents)
  writeFileSync(`${folder}/config.capnp`, configOf(files, port))
  const began = performance.now()
  const child = spawn(`${root}node_modules/workerd/bin/workerd`, ['serve', `${folder}/config.capnp`], {
    stdio: 'inherit',
  })
  try {
    while (performance.now() - began < 20_000) {
      const response = await fetch(`http://127.0.0.1:${port}`).catch(() => undefined)
      if (!response) {
        await pause(1)
        continue
      }
      await response.json()
      return performance.now() - began
    }
    throw new Error('workerd did not answer within 20 s')
  } finally {
    child.kill('SIGKILL')
  }
}
