// Packs the package, installs it with the tools of every place into a fresh folder, and runs the places there.
// usage: node test/portability/start.js [part of a place's name …]
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const repository = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'woodbury-portability-'))
const quiet = { ...process.env, npm_config_audit: 'false', npm_config_fund: 'false', npm_config_loglevel: 'error' }
const run = (file, args, cwd) => execFileSync(file, args, { cwd, env: quiet, stdio: ['ignore', 'pipe', 'inherit'] })

const ours = source => !['node_modules', 'dist'].includes(basename(source))

// WebKit draws by Mesa where there is no graphics card.
const DEBIAN = ['chromium', 'firefox-esr', 'webkit2gtk-driver', 'xvfb', 'xauth', 'libgl1-mesa-dri']

/** Browsers that are absent are installed where that is possible; their places say "not run" where it is not. */
function installBrowsers() {
  const wanted = ['/usr/bin/chromium', '/usr/bin/firefox-esr', '/usr/bin/WebKitWebDriver', '/usr/bin/xvfb-run']
  if (wanted.every(existsSync) || process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) return
  try {
    run('apt-get', ['update', '-qq'])
    run('apt-get', ['install', '-qq', '-y', '--no-install-recommends', ...DEBIAN])
  } catch (error) {
    console.log(`the browsers could not be installed: ${error.message.split('\n')[0]}`)
  }
}

try {
  installBrowsers()
  const tarball = run('npm', ['pack', '--pack-destination', folder], repository).toString().trim().split('\n').at(-1)
  cpSync(here, folder, { recursive: true, filter: ours })
  cpSync(join(repository, 'docs/hosting.md'), join(folder, 'hosting.md'))
  cpSync(join(repository, 'examples/edge'), join(folder, 'apps/edge'), { recursive: true })
  cpSync(join(repository, 'examples/fit'), join(folder, 'apps/examples/fit'), { recursive: true })
  cpSync(join(repository, 'playground'), join(folder, 'apps/playground'), { recursive: true, filter: ours })
  run('npm', ['ci'], folder)
  run('npm', ['ci'], join(folder, 'runtimes'))
  run('npm', ['install', '--no-save', '--no-package-lock', join(folder, tarball)], folder)
  const table = join(repository, 'docs/portability.md')
  execFileSync(process.execPath, ['run.js', table, ...process.argv.slice(2)], { cwd: folder, stdio: 'inherit' })
} catch (error) {
  if (error.stderr) console.log(`${error.stderr}`)
  if (error.status === undefined) throw error
  process.exitCode = error.status
} finally {
  rmSync(folder, { recursive: true, force: true })
}
