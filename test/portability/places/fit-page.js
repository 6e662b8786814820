import { writeFileSync } from 'node:fs'
import { chromium, firefox } from '../lib/browsers.js'
import { builtPages } from '../lib/built-pages.js'
import { insist } from '../lib/check.js'
import { command } from '../lib/command.js'
import { drop, opened, press, until } from '../lib/playground-page.js'
import { root } from '../lib/reference.js'
import { ISOLATED, serve } from '../lib/serve.js'

const PHONE = { width: 360, height: 740 }
const pictures = process.env.WOODBURY_SCREENSHOTS
const picture = (page, name) => pictures && page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })

const textOf = (page, selector) => page.$eval(selector, element => element.textContent)
const converged = 'document.getElementById("status").textContent.startsWith("Converged")'

/** Replaces what a field holds, as pasting does. */
const enterAt = (page, selector, text) =>
  page.$eval(
    selector,
    (field, to) => {
      field.focus()
      field.select()
      document.execCommand(to === '' ? 'delete' : 'insertText', false, to)
    },
    text,
  )

const enter = (page, name, text) => enterAt(page, `[name=${name}]`, text)
const enterCell = (page, label, text) => enterAt(page, `[aria-label="${label}"]`, text)

/** The button that leads from one page to the other. */
const follow = page => Promise.all([page.waitForNavigation(), page.click('nav a')])

async function fits(page) {
  await page.$eval('#status', status => {
    status.textContent = ''
  })
  await press(page, 'fit')
  await until(page, converged)
}

/** Rows of the table of fitted parameters: [value, standard error] by name. */
const valuesOf = page =>
  page.$$eval('#values tbody tr', rows =>
    Object.fromEntries(
      rows.map(({ cells }) => [cells[0].textContent, [...cells].slice(1, 3).map(cell => Number(cell.textContent))]),
    ),
  )

function insistClose(found, expected, share) {
  for (const [name, value] of Object.entries(expected)) {
    const [got] = found[name] ?? []
    insist(Math.abs(got / value - 1) <= share, `${name} = ${value}, not ${got}`)
  }
}

/** Of Bates and Watts, Nonlinear Regression Analysis (1988), appendix 1: Puromycin, treated. */
async function beginsWithAnExample(page) {
  await until(page, converged)
  const { vmax, km } = await valuesOf(page)
  insist(vmax.join() === '212.684,6.95' && km.join() === '0.0641213,0.00828', `Puromycin, not ${vmax} and ${km}`)
}

const X = Array.from({ length: 41 }, (_, k) => k / 10)
const bell = x => 3 * Math.exp(-(((x - 2) / 0.7) ** 2) / 2)

/** Tabs, decimal commas and a gaussian. */
async function pastes(page) {
  await enter(page, 'data', X.map(x => `${x}\t${bell(x)}`.replaceAll('.', ',')).join('\n'))
  await page.select('[name=model]', 'gaussian')
  await fits(page)
  // The table shows six digits.
  insistClose(await valuesOf(page), { height: 3, center: 2, sigma: 0.7 }, 1e-6)
  // The steps are shown first.
  await until(page, 'document.querySelectorAll("#chart :is(.curve, .confidence, .prediction)").length === 3')
  await page.click('[name=prediction]')
  await until(page, 'document.querySelectorAll("#chart path.prediction").length === 0')
  await page.click('[name=prediction]')
}

/** Each text is the line y = 2x + 1 in other clothes. */
async function readsColumns(page) {
  await page.select('[name=model]', 'line')
  for (const [text, places, said] of [
    ['1 3\n2 5\n4 9', 'column 1,column 2,none', ''],
    ['x;y\n0,5;2\n1,5;4\n2;5', 'x,y,none', ''],
    ['0,5 2\n1,5 4\n2 5', 'column 1,column 2,none', ''],
    ['rownames,dose,answer,kind\n1,0.5,2,a\n2,1.5,4,a\n3,2,5,b', 'dose,answer,none', ''],
    ['# t y dy\n0.5 2 1\n1.5 4 1\n2 5 1', 't,y,dy', ''],
    ['x,y\n1,3\n2,NA\n3,\n4,9\n5,11', 'x,y,none', '2 rows without a number left out.'],
  ]) {
    await enter(page, 'data', text)
    await fits(page)
    const chosen = await page.$$eval('#columns select', all => all.map(one => one.selectedOptions[0].text).join())
    insist(chosen === places, `${places} of ${JSON.stringify(text)}, not ${chosen}`)
    insistClose(await valuesOf(page), { slope: 2, intercept: 1 }, 1e-6)
    insist((await textOf(page, '#status')).includes(said), `"${said}" about ${JSON.stringify(text)}`)
  }
}

/** A fit asked for before what was typed is drawn: that picture must not take its place. */
async function outrunsThePicture(page) {
  await page.$eval('[name=data]', field => {
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.form.requestSubmit()
  })
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
  const said = await textOf(page, '#status')
  insist(said.startsWith('Converged'), `the fit that was asked for, not "${said}"`)
}

/** Wrong by an amount that sigma says is one standard deviation: errors are absolute then. */
async function readsSigma(page) {
  const rows = X.map((x, k) => `${x},${2 * x + 1 + (k % 2 ? 0.5 : -0.5)},0.5`)
  await drop(page, [{ name: 'line.csv', text: ['t,volts,error', ...rows].join('\n') }])
  await until(page, 'document.querySelector("[name=sigma]").value === "error"')
  await page.select('[name=model]', 'line')
  await fits(page)
  const { slope } = await valuesOf(page)
  const mean = X.reduce((sum, x) => sum + x, 0) / X.length
  const exact = 0.5 / Math.sqrt(X.reduce((sum, x) => sum + (x - mean) ** 2, 0))
  insist(Math.abs(slope[1] / exact - 1) < 5e-3, `the error of a slope with known sigma, ${exact}, not ${slope[1]}`)
  insist(/Errors are absolute/.test(await textOf(page, '#report')), 'absolute errors')
}

/** A message beside the field that it is about, which is marked. */
async function insistMessage(page, place, pattern, field) {
  await until(page, `document.getElementById("${place}").textContent !== ""`)
  const said = await textOf(page, `#${place}`)
  insist(pattern.test(said), `a message like ${pattern}, not "${said}"`)
  const marked = await page.$eval(field, element => element.getAttribute('aria-invalid'))
  insist(marked === 'true', `${field} marked as wrong`)
}

async function explains(page) {
  await enter(page, 'expression', 'a*expp(-b*x)+c')
  const rows = await page.$$eval('#parameters tbody th', all => all.map(({ textContent }) => textContent).join())
  insist(rows === 'a,b,c', `the parameters of the expression, not ${rows}`)
  await press(page, 'fit')
  await insistMessage(page, 'model-error', /no function "expp".*Did you mean "exp"/, '[name=expression]')
  await enter(page, 'expression', 'x^2')
  await press(page, 'fit')
  await insistMessage(page, 'model-error', /no parameter/, '[name=expression]')
  await enter(page, 'expression', 'a*x+b')
  await enterCell(page, 'Lowest value of a', 'two')
  await press(page, 'fit')
  await insistMessage(page, 'parameter-error', /Lowest value of a is “two”/, '[aria-label="Lowest value of a"]')
  await enterCell(page, 'Lowest value of a', '3')
  await enterCell(page, 'Start of a', '1')
  await press(page, 'fit')
  await insistMessage(page, 'parameter-error', /a = 1 \(3 to/, '[aria-label="Start of a"]')
  // A start that is not typed stays inside.
  await enterCell(page, 'Start of a', '')
  await fits(page)
  insistClose(await valuesOf(page), { a: 3 }, 1e-12)
  await enter(page, 'data', 'x,y\n1,2\n2,much\n3,4')
  await press(page, 'fit')
  await insistMessage(page, 'data-error', /“much” in line 3, y, is/, '[name=data]')
  insist((await textOf(page, '#model-error')) === '', 'no message about a model that is right')
}

/** An expression of one's own, a bound that holds and a parameter that is fixed. */
async function fitsOwn(page) {
  await enter(page, 'data', X.map(x => `${x} ${5 * Math.exp(-1.5 * x) + 2}`).join('\n'))
  await enter(page, 'expression', 'a*exp(-b*x)+c')
  await enterCell(page, 'Lowest value of a', '')
  await fits(page)
  insistClose(await valuesOf(page), { a: 5, b: 1.5, c: 2 }, 1e-6)
  await enterCell(page, 'Start of c', '1.5')
  await page.click('[aria-label="c fixed"]')
  await enterCell(page, 'Start of b', '2')
  await enterCell(page, 'Lowest value of b', '1.25')
  await fits(page)
  const said = await page.$$eval('#values tbody td:nth-child(3)', cells => cells.map(({ textContent }) => textContent))
  insist(said[1] === 'at its bound' && said[2] === 'fixed', `a bound and a fixed parameter, not ${said}`)
  insistClose(await valuesOf(page), { b: 1.25, c: 1.5 }, 1e-12)
}

/** The lines that the page offers say the same in Node. */
async function copies(page) {
  await press(page, 'copy-code')
  await until(page, 'document.getElementById("copied-code").textContent === "Copied."')
  const code = await page.evaluate('navigator.clipboard.readText()')
  insist(code.split('\n').length <= 10, `ten lines, not ${code}`)
  writeFileSync(`${root}out/fit-code.mjs`, code)
  const said = await command(process.execPath, ['out/fit-code.mjs'], { cwd: root })
  // Engines differ in the last bit of exp, and with it in the gradient that is left.
  const rowsOf = report => report.match(/^[abc] .*|^\d+ degrees.*/gm).join('\n')
  const report = await textOf(page, '#report')
  insist(rowsOf(said) === rowsOf(report), `the report of the page, not ${said}`)
  await press(page, 'copy-report')
  await until(page, 'navigator.clipboard.readText().then(text => text.startsWith("Fit of "))')
}

const focused =
  '(({ id, name, ariaLabel }) => name || ariaLabel || id || document.activeElement.tagName)(document.activeElement)'

/** By keys alone: another example, another model, a start, Enter; then on, past everything, without a trap. */
async function keys(page, url) {
  await page.goto(`${url}/fit/`)
  await until(page, converged)
  const met = []
  const tab = async until => {
    for (let k = 0; k < 60 && met.at(-1) !== until; k++) {
      await page.keyboard.press('Tab')
      met.push(await page.evaluate(focused))
    }
    insist(met.at(-1) === until, `to come to ${until} by Tab, not only to ${met}`)
  }
  await tab('example')
  await page.keyboard.press('ArrowDown')
  await until(page, '/Pseudo|fraction/.test(document.getElementById("values").textContent)')
  await tab('model')
  // Not by its letters: a list forgets those that come slowly.
  const chosen = () => page.$eval('[name=model]', ({ value }) => value)
  for (let k = 0; k < 20 && (await chosen()) !== 'gaussian'; k++) await page.keyboard.press('ArrowUp')
  await tab('Start of height')
  await page.keyboard.type('9,5')
  await page.keyboard.press('Enter')
  await until(page, converged)
  const found = await valuesOf(page)
  insist('sigma' in found && Math.abs(found.center[0] - 9.23) < 0.02, `the peak, not ${JSON.stringify(found)}`)
  insist(/ 9\.5$/m.test(await textOf(page, '#report')), 'the start that was typed')
  await tab('copy-code')
  const order = ['example', 'data', 'file', 'x', 'y', 'sigma', 'model', 'expression', 'Start of height', 'height fixed']
  const rest = ['Start of center', 'fit', 'confidence', 'prediction', 'copy-report', 'copy-code']
  const places = [...order, ...rest].map(name => met.indexOf(name))
  insist(
    places.every((at, k) => at >= 0 && (k === 0 || at > places[k - 1])),
    `the order of the page, not ${met}`,
  )
  await page.focus('[name=data]')
  await page.keyboard.down('Control')
  await page.keyboard.press('Enter')
  await page.keyboard.up('Control')
  await until(page, converged)
}

async function usable(page) {
  const nameless = await page.$$eval('input, select, textarea, button', all =>
    all
      .filter(one => !(one.labels?.length || one.textContent.trim() || one.getAttribute('aria-label')))
      .map(({ outerHTML }) => outerHTML),
  )
  insist(nameless.length === 0, `a name for every control, not ${nameless}`)
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
  await picture(page, 'fit-dark')
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }])
  await page.setViewport(PHONE)
  const width = await page.evaluate('document.documentElement.scrollWidth')
  insist(width <= PHONE.width, `a page as wide as a phone, not ${width}`)
  await picture(page, 'fit-phone')
}

const fitPage = (name, open) => ({
  name: `page for curves, ${name}`,
  async run() {
    const server = await serve(await builtPages(), ISOLATED)
    const browser = await open()
    try {
      const { page, trouble } = await opened(browser, server.url)
      await follow(page)
      await beginsWithAnExample(page)
      await picture(page, `${name}-fit`)
      await pastes(page)
      await outrunsThePicture(page)
      await readsColumns(page)
      await readsSigma(page)
      await explains(page)
      await fitsOwn(page)
      if (name === 'Chromium') {
        const permissions = ['clipboard-read', 'clipboard-sanitized-write']
        await browser.defaultBrowserContext().overridePermissions(server.url, permissions)
        await copies(page)
        await keys(page, server.url)
        await usable(page)
      }
      await follow(page)
      await until(page, 'document.getElementById("train") !== null')
      insist(trouble.length === 0, `no trouble, not ${trouble.join('; ')}`)
      return { engine: (await browser.version()).replace(/^[^/]*\//, '') }
    } finally {
      await browser.close()
      server.close()
    }
  },
})

export const fitPages = [fitPage('Chromium', chromium), fitPage('Firefox', firefox)]
