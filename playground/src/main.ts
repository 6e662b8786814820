import { info, save } from 'woodbury'
import { listenForDrops } from '../../examples/fit/src/drops.ts'
import { embedCode } from './embed.ts'
import { download, loadInto } from './files.ts'
import { attempt, find } from './page.ts'
import { arm } from './problems/arm.ts'
import { dropped } from './problems/dropped.ts'
import { noisy } from './problems/noisy.ts'
import type { Problem } from './problems/problem.ts'
import { spirals } from './problems/spirals.ts'
import { Race } from './race.ts'
import { SettingsForm } from './settings-form.ts'
import { fromHash, type State, toHash } from './state.ts'

const problems: Record<string, Problem> = { arm: arm(), spirals: spirals(), noisy: noisy() }
/** Those that an address can name. */
const known = Object.keys(problems)
const form = new SettingsForm(known.map(name => [name, problems[name].title]))
const race = new Race()
let state: State

async function show(next: State): Promise<void> {
  state = next
  form.state = next
  const problem = problems[next.problem]
  await race.reset(next, problem)
  find('embed').textContent = embedCode(next, problem)
}

async function settingsChanged(): Promise<void> {
  const next = form.state
  const { hidden, steps } = problems[next.problem]
  const other = next.problem !== state.problem
  const settled = other ? { ...next, hidden, steps } : next
  history.replaceState(null, '', `#${toHash(settled)}`)
  await show(settled)
}

async function openFiles(files: readonly File[]): Promise<void> {
  if (files.length === 0) return
  const problem = await dropped(files)
  problems.dropped = problem
  form.offer('dropped', problem.title)
  await show({ ...state, problem: 'dropped', hidden: problem.hidden, steps: problem.steps })
  const { x, hints } = problem.train
  race.announcer.say(`${problem.title}: ${x.shape[0]} samples to train on. ${hints.join(' ')}`, true)
}

/** The files of an input, which is left empty so that the same file can be chosen again. */
function taken(input: EventTarget | null): File[] {
  const { files } = input as HTMLInputElement
  const all = [...(files ?? [])]
  ;(input as HTMLInputElement).value = ''
  return all
}

function saveCheckpoint(): void {
  const { checkpoint } = race.first
  if (!checkpoint) throw new Error('There is no checkpoint yet: train, and pause.')
  download('checkpoint.safetensors', checkpoint)
}

async function loadFile([file]: readonly File[]): Promise<void> {
  if (file) race.announcer.say(await loadInto(race.first, file), true)
}

function listen(): void {
  const press = (id: string, act: () => unknown) => find(id).addEventListener('click', () => void attempt(act))
  press('train', () => (race.training ? race.pause() : race.train()))
  press('step', () => race.train(true))
  press('reset', () => race.reset(state, problems[state.problem]))
  press('save-model', () => download('model.safetensors', save(race.first.model)))
  press('save-checkpoint', saveCheckpoint)
  form.element.addEventListener('change', ({ target }) => {
    if ((target as HTMLInputElement).type !== 'file') void attempt(settingsChanged)
  })
  form.element.addEventListener('submit', event => event.preventDefault())
  for (const radio of document.querySelectorAll('input[name=axis]'))
    radio.addEventListener('change', () => race.changed())
  find('instruments').addEventListener('toggle', () => race.changed())
  find('load').addEventListener('change', ({ target }) => {
    const files = taken(target)
    void attempt(() => loadFile(files))
  })
  find('data-files').addEventListener('change', ({ target }) => {
    const files = taken(target)
    void attempt(() => openFiles(files))
  })
  addEventListener('hashchange', () => void attempt(() => show(fromHash(location.hash, known))))
  const dark = matchMedia('(prefers-color-scheme: dark)')
  dark.addEventListener('change', () => void attempt(() => race.reset(state, problems[state.problem])))
}

const { threads, simd, reason, version } = info()
const many = threads > 1 ? 's' : ''
find('place').textContent =
  `Woodbury ${version} · ${simd} SIMD · ${threads} thread${many}${reason ? ` (${reason})` : ''}`
listen()
listenForDrops(files => attempt(() => openFiles(files)))
void attempt(() => show(fromHash(location.hash, known)))
