import { codeOf } from './code.ts'
import { listenForDrops } from './drops.ts'
import { clearErrors, showError } from './errors.ts'
import { examples } from './examples.ts'
import { copyText, find, soon } from './page.ts'
import { Replay } from './replay.ts'
import { hideResults, showResults } from './results.ts'
import { SettingsForm } from './settings-form.ts'
import { run, type Task } from './task.ts'
import { View } from './view.ts'

const form = new SettingsForm()
const view = new View()
const replay = new Replay()

/** What was fitted last. */
let fitted: Task | undefined

const say = (sentence: string) => {
  find('status').textContent = sentence
}

/** Draws what is entered, with the curve where a fit would start; while something is being typed, mistakes are not called so. */
function changed(isDone: boolean): void {
  replay.stop()
  hideResults()
  clearErrors(form.element)
  say('')
  try {
    const task = form.read()
    view.showPoints(task.points, form.titles)
    view.showStart(task)
  } catch (error) {
    if (isDone) showError(error, form.element, form.table)
  }
}

function fit(): void {
  // What was typed is in this fit; its picture would wipe the answer.
  typed.cancel()
  replay.stop()
  clearErrors(form.element)
  try {
    const task = form.read()
    view.showPoints(task.points, form.titles)
    const { fit, steps } = run(task)
    const range = view.rangeOf(fit)
    const last = steps[steps.length - 1].iteration
    fitted = task
    showResults(fit, task)
    replay.play(
      steps,
      step => view.showStep(task, step, last, range),
      () => view.showFit(fit),
    )
    const { left } = task.points
    const without = left > 0 ? ` ${left} row${left > 1 ? 's' : ''} without a number left out.` : ''
    say(`${fit.converged ? 'Converged' : 'Not converged'}: ${fit.reason}.${without} ${fit.warnings.join(' ')}`)
  } catch (error) {
    hideResults()
    say('')
    showError(error, form.element, form.table)?.focus()
  }
}

async function openFile(file: File | undefined): Promise<void> {
  if (!file) return
  form.showOwnData(await file.text())
  changed(true)
}

const typed = soon(() => changed(false))

function listen(): void {
  form.element.addEventListener('submit', event => {
    event.preventDefault()
    fit()
  })
  form.element.addEventListener('input', ({ target }) => {
    const { name, type } = target as HTMLInputElement
    if (name === 'data') form.showOwnData()
    if (name === 'expression') form.expressionWritten()
    if (type === 'text' || type === 'textarea') typed.ask()
  })
  form.element.addEventListener('change', ({ target }) => {
    const { name, files } = target as HTMLInputElement
    if (name === 'file') return void openFile(files?.[0])
    const { example } = form
    if (name === 'example' && example) {
      form.showExample(example)
      return fit()
    }
    if (name === 'model') form.modelChosen()
    changed(true)
  })
  // Enter is a new line there.
  form.element.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.element.requestSubmit()
  })
  const copies = (name: 'report' | 'code', text: () => string) =>
    find(`copy-${name}`).addEventListener('click', async () => {
      find(`copied-${name}`).textContent = await copyText(text(), find(name))
    })
  copies('report', () => find('report').textContent ?? '')
  copies('code', () => (fitted ? codeOf(fitted, false) : ''))
}

listen()
listenForDrops(([file]) => openFile(file))
form.showExample(examples[0])
fit()
