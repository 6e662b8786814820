// What every page runs: the scenario, and its report to the server that the page came from.
import { killWorker, living } from '../lib/workers-web.js'
import { scenario } from '../scenario.js'

/** `api` is imported by the page, each in its own way; `prepare` may call init. */
export async function run(api, prepare = () => {}) {
  const errors = []
  addEventListener('error', ({ message }) => errors.push(message))
  addEventListener('unhandledrejection', ({ reason }) => errors.push(`${reason}`))
  let report
  try {
    prepare(api)
    report = { ...(await scenario(api, { killWorker, living })), isolated: crossOriginIsolated }
    if (errors.length > 0) report = { failed: errors.join('; ') }
  } catch (error) {
    report = { failed: `${error?.stack ?? error}` }
  }
  await fetch('/report', { method: 'POST', body: JSON.stringify(report) })
}
