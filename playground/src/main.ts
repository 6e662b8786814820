import { type Activation, info, type StepRecord, save } from 'woodbury'
import { Announcer } from './announce.ts'
import { Card } from './card.ts'
import { type Axis, Chart } from './charts.ts'
import { embedCode, layersOf } from './embed.ts'
import { download, loadInto } from './files.ts'
import { nameOf, optimizerOf } from './method.ts'
import { MethodPanel, options } from './method-panel.ts'
import { arm } from './problems/arm.ts'
import { dropped } from './problems/dropped.ts'
import { noisy } from './problems/noisy.ts'
import type { Problem } from './problems/problem.ts'
import { spirals } from './problems/spirals.ts'
import { ACTIVATIONS, fromHash, type State, toHash } from './state.ts'
import { Trainer } from './trainer.ts'

const makers: Record<string, () => Problem> = { arm, spirals, noisy }
const COLOURS = ['--first', '--second']
const DASHES = [[], [6, 4]]
/** Milliseconds between two drawings of the curves. */
const REDRAW_EVERY = 100

const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const form = find<HTMLFormElement>('settings')
const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement
const buttons = { train: find<HTMLButtonElement>('train'), step: find<HTMLButtonElement>('step') }
const panels = [
  new MethodPanel(find('method-0'), 'First method', false),
  new MethodPanel(find('method-1'), 'Second method', true),
]
const charts = [
  new Chart(find('loss'), (record: StepRecord) => record.loss, true),
  new Chart(find('lambda'), record => record.lambda, true),
  new Chart(find('gain'), record => record.gainRatio, false),
]
const announcer = new Announcer(find('announcement'))
const styleOf = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

const problems = new Map<string, Problem>()
let state: State
let cards: Card[] = []
let lastDrawn = 0
let due = false

function problemOf(name: string): Problem {
  const known = problems.get(name) ?? makers[name]()
  problems.set(name, known)
  return known
}

const say = (sentence: string) => {
  find('message').textContent = sentence
}

/** Runs what a visitor asked for; what goes wrong is a sentence on the page. */
async function attempt(act: () => unknown): Promise<void> {
  say('')
  try {
    await act()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
  }
}

function read(): State {
  return {
    problem: field('problem').value,
    hidden: field('hidden').value,
    activation: field('activation').value,
    steps: Math.min(100_000, Math.max(1, Math.round(Number(field('steps').value) || 1))),
    seed: Math.min(2 ** 32 - 1, Math.max(0, Math.round(Number(field('seed').value) || 0))),
    methods: [panels[0].choice, panels[1].choice],
  }
}

function write(): void {
  field('problem').value = state.problem
  field('hidden').value = state.hidden
  field('activation').value = state.activation
  field('steps').value = `${state.steps}`
  field('seed').value = `${state.seed}`
  for (const k of [0, 1]) panels[k].choice = state.methods[k]
}

/** New runs at their start, from the settings. */
async function reset(): Promise<void> {
  await Promise.all(cards.map(({ trainer }) => trainer.pause()))
  const problem = problemOf(state.problem)
  const hidden = layersOf(state.hidden)
  const chosen = state.methods.filter(({ method }) => method !== 'none')
  cards = chosen.map((choice, k) => {
    const { steps, seed } = state
    const setting = { problem, hidden, activation: state.activation as Activation, steps, seed }
    const threads = chosen.length > 1 ? 1 : 'auto'
    const trainer = new Trainer({ ...setting, optimizer: optimizerOf(choice), threads }, changed)
    return new Card(nameOf(choice), styleOf(COLOURS[k]), trainer)
  })
  find('methods').replaceChildren(...cards.map(({ element }) => element))
  find('embed').textContent = embedCode(state, problem)
  lastDrawn = 0
  changed()
}

async function settingsChanged(): Promise<void> {
  const before = state.problem
  state = read()
  if (state.problem !== before) {
    const { hidden, steps } = problemOf(state.problem)
    state = { ...state, hidden, steps }
  }
  write()
  history.replaceState(null, '', `#${toHash(state)}`)
  await reset()
}

const training = () => cards.some(({ trainer }) => trainer.status === 'training')

function changed(): void {
  if (due) return
  due = true
  requestAnimationFrame(() => {
    due = false
    show()
  })
}

function show(): void {
  const active = training()
  const finished = cards.every(({ trainer }) => trainer.status === 'done' || trainer.status === 'failed')
  const started = cards.some(({ trainer }) => trainer.status === 'paused')
  buttons.train.textContent = active ? 'Pause' : started ? 'Resume' : 'Train'
  buttons.train.disabled = finished
  buttons.step.disabled = active || finished
  for (const card of cards) card.show()
  const early = active && performance.now() - lastDrawn < REDRAW_EVERY
  if (!early) {
    lastDrawn = performance.now()
    const axis = document.querySelector<HTMLInputElement>('input[name=axis]:checked')?.value as Axis
    const curves = cards.map(({ name, colour, trainer }, k) => ({
      label: name,
      colour,
      dash: DASHES[k],
      records: trainer.series.records,
    }))
    for (const chart of charts) chart.draw(curves, axis)
  }
  const { newest } = cards[0].trainer
  if (!newest) return
  const progress = cards
    .filter(({ trainer }) => trainer.newest)
    .map(({ name, trainer }) => `${name}: step ${trainer.newest?.step}, loss ${trainer.newest?.loss.toPrecision(2)}`)
  announcer.say(`${finished ? 'Finished. ' : ''}${progress.join('. ')}.`, finished)
}

async function openFiles(files: readonly File[]): Promise<void> {
  if (files.length === 0) return
  const problem = await dropped(files)
  problems.set('dropped', problem)
  const select = field('problem') as unknown as HTMLSelectElement
  const known = [...select.options].find(({ value }) => value === 'dropped')
  if (known) known.text = problem.title
  else select.add(new Option(problem.title, 'dropped'))
  state = { ...state, problem: 'dropped', hidden: problem.hidden, steps: problem.steps }
  write()
  announcer.say(
    `${problem.title}: ${problem.train.x.shape[0]} samples to train on. ${problem.train.hints.join(' ')}`,
    true,
  )
  await reset()
}

function listen(): void {
  form.addEventListener('change', event => {
    if ((event.target as HTMLInputElement).type !== 'file') void attempt(settingsChanged)
  })
  form.addEventListener('submit', event => event.preventDefault())
  buttons.train.addEventListener('click', () => {
    const pause = training()
    void attempt(() => Promise.all(cards.map(({ trainer }) => (pause ? trainer.pause() : trainer.train()))))
  })
  buttons.step.addEventListener('click', () => {
    void attempt(() => Promise.all(cards.map(({ trainer }) => trainer.train(true))))
  })
  find('reset').addEventListener('click', () => void attempt(reset))
  for (const radio of document.querySelectorAll('input[name=axis]')) radio.addEventListener('change', changed)
  find('save-model').addEventListener('click', () =>
    attempt(() => download('model.safetensors', save(cards[0].trainer.model))),
  )
  find('save-checkpoint').addEventListener('click', () =>
    attempt(() => {
      const { checkpoint } = cards[0].trainer
      if (!checkpoint) throw new Error('There is no checkpoint yet: train, and pause.')
      download('checkpoint.safetensors', checkpoint)
    }),
  )
  find<HTMLInputElement>('load').addEventListener('change', ({ target }) => {
    const input = target as HTMLInputElement
    const [file] = input.files ?? []
    void attempt(async () => {
      if (file) announcer.say(await loadInto(cards[0].trainer, file), true)
    })
    input.value = ''
  })
  find<HTMLInputElement>('data-files').addEventListener('change', ({ target }) => {
    const input = target as HTMLInputElement
    const files = [...(input.files ?? [])]
    input.value = ''
    void attempt(() => openFiles(files))
  })
  // The whole page is where a file may be dropped: a browser would open it otherwise, and the work would be gone.
  addEventListener('dragover', event => {
    event.preventDefault()
    find('drop').classList.add('over')
  })
  addEventListener('dragleave', () => find('drop').classList.remove('over'))
  addEventListener('drop', event => {
    event.preventDefault()
    find('drop').classList.remove('over')
    void attempt(() => openFiles([...(event.dataTransfer?.files ?? [])]))
  })
  addEventListener('hashchange', () => {
    state = fromHash(location.hash, Object.keys(makers))
    write()
    void attempt(reset)
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => void attempt(reset))
}

function start(): void {
  options(
    field('problem') as unknown as HTMLSelectElement,
    Object.keys(makers).map(name => [name, problemOf(name).title]),
  )
  options(
    field('activation') as unknown as HTMLSelectElement,
    ACTIVATIONS.map(name => [name, name]),
  )
  state = fromHash(location.hash, Object.keys(makers))
  const { threads, simd, reason, version } = info()
  find('place').textContent =
    `Woodbury ${version} · ${simd} SIMD · ${threads} thread${threads > 1 ? 's' : ''}${reason ? ` (${reason})` : ''}`
  write()
  listen()
  void attempt(reset)
}

start()
