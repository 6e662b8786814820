import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chromium, firefox } from '../lib/browsers.js'
import { builtPages } from '../lib/built-pages.js'
import { insist } from '../lib/check.js'
import { drop, factsOf, finished, lossOf, message, opened, press, set, until } from '../lib/playground-page.js'
import { root } from '../lib/reference.js'
import { ISOLATED, serve } from '../lib/serve.js'

const PHONE = { width: 360, height: 740 }
const pictures = process.env.WOODBURY_SCREENSHOTS

const picture = (page, name) => pictures && page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })

async function trains(page) {
  await set(page, 'steps', '250')
  await press(page, 'step')
  await until(page, 'document.getElementById("train").textContent === "Resume"')
  const first = await lossOf(page, 0)
  insist(/step 1 /.test(await factsOf(page, 0)), `one step, not ${await factsOf(page, 0)}`)
  await press(page, 'train')
  await until(page, finished)
  const last = await lossOf(page, 0)
  insist(last < first / 100, `a loss that falls to a hundredth, not from ${first} to ${last}`)
  const said = await page.$eval('#announcement', element => element.textContent)
  insist(/^Finished\. SMW-GN: step 250, loss/.test(said), `an announcement of the end, not "${said}"`)
  return { first, last }
}

async function pausesAndKeeps(page) {
  await press(page, 'reset')
  await set(page, 'steps', '5000')
  await press(page, 'train')
  await until(page, '/step \\d{2,}/.test(document.querySelector(".facts").textContent)')
  await press(page, 'train')
  await until(page, 'document.getElementById("train").textContent === "Resume"')
  const paused = await factsOf(page, 0)
  insist(paused.startsWith('paused'), `a paused run, not ${paused}`)
  const kept = await page.evaluate(async () => {
    // Chosen files stand in for those that a download would write.
    const blobs = []
    const { createObjectURL } = URL
    URL.createObjectURL = blob => {
      blobs.push(blob)
      return createObjectURL.call(URL, blob)
    }
    document.getElementById('save-model').click()
    document.getElementById('save-checkpoint').click()
    URL.createObjectURL = createObjectURL
    return Promise.all(blobs.map(async blob => [...new Uint8Array(await blob.arrayBuffer())]))
  })
  insist(kept.length === 2 && kept[1].length > kept[0].length, 'a model and a checkpoint that holds more')
  mkdirSync(`${root}out/kept`, { recursive: true })
  const paths = kept.map((bytes, k) => {
    const path = `${root}out/kept/${['model', 'checkpoint'][k]}.safetensors`
    writeFileSync(path, new Uint8Array(bytes))
    return path
  })
  const load = await page.$('#load')
  await press(page, 'reset')
  await until(page, 'document.querySelector(".facts").textContent === "ready"')
  await load.uploadFile(paths[1])
  await until(page, 'document.getElementById("train").textContent === "Resume"')
  await press(page, 'step')
  const step = Number(/step (\d+)/.exec(paused)[1])
  await until(page, `document.querySelector(".facts").textContent.includes("step ${step + 1} ")`)
  await load.uploadFile(paths[0])
  await until(page, '/starts from this model/.test(document.getElementById("announcement").textContent)')
  writeFileSync(`${root}out/kept/broken.safetensors`, readFileSync(paths[0]).subarray(0, 100))
  await load.uploadFile(`${root}out/kept/broken.safetensors`)
  await until(page, 'document.getElementById("message").textContent.length > 20')
}

async function remembers(page) {
  await set(page, 'problem', 'spirals')
  await set(page, 'hidden', '20, 20')
  const url = await page.evaluate('location.href')
  await page.goto('about:blank')
  await page.goto(url)
  const back = await page.$$eval('[name=problem], [name=hidden]', fields => fields.map(({ value }) => value))
  insist(back.join() === 'spirals,20, 20', `the settings of the address, not ${back}`)
  await set(page, 'steps', '200')
  await press(page, 'train')
  await until(page, finished)
  const said = await page.$eval('.said', element => element.textContent)
  insist(Number(/^([\d.]+) %/.exec(said)?.[1]) > 95, `spirals told apart, not ${said}`)
}

async function refusesBrokenFiles(page) {
  for (const [name, text, pattern] of [
    ['broken.csv', 'a,b\n1,2\n3,four\nfive', /broken\.csv/],
    ['empty.csv', '', /empty\.csv/],
    ['noise.bin', '\u0000\u0000\u0008\u0003\u0000', /noise\.bin/],
  ]) {
    await drop(page, [{ name, text }])
    await until(page, 'document.getElementById("message").textContent.length > 20')
    const said = await message(page)
    insist(pattern.test(said), `a message about ${name}, not "${said}"`)
  }
  const rows = Array.from({ length: 200 }, (_, i) => `${i / 100 - 1},${((i * 7) % 11) / 11},${i % 3 ? 'yes' : 'no'}`)
  await drop(page, [{ name: 'mine.csv', text: ['a,b,c', ...rows].join('\n') }])
  await until(page, '[...document.querySelector("[name=problem]").options].some(({ text }) => text === "mine.csv")')
  await set(page, 'steps', '30')
  await press(page, 'train')
  await until(page, finished)
  insist((await message(page)) === '', 'no message after a good file')
}

/** The instruments measure what has been trained, and an option that was written reaches the run. */
async function looksInside(page) {
  await page.evaluate(() => {
    document.getElementById('instruments').open = true
  })
  await until(
    page,
    '/rank \\d+, largest eigenvalue .*, condition /.test(document.getElementById("instruments-said").textContent)',
  )
  await page.$eval('#method-0 [data-option=momentum]', field => {
    field.value = '2'
    field.dispatchEvent(new Event('change', { bubbles: true }))
  })
  await press(page, 'train')
  await until(page, '/momentum/.test(document.querySelector(".facts").textContent)')
  await page.$eval('#method-0 [data-option=momentum]', field => {
    field.value = ''
    field.dispatchEvent(new Event('change', { bubbles: true }))
  })
}

/** Two IDX files of 40 images, each a bright row at the height of its label. */
function idxFiles() {
  const labels = Array.from({ length: 40 }, (_, i) => i % 4)
  const pixels = labels.flatMap(label =>
    Array.from({ length: 784 }, (_, k) => (Math.floor(k / 196) === label ? 120 : k % 3)),
  )
  const text = bytes => String.fromCharCode(...bytes)
  return [
    { name: 'images.idx', text: text([0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 28, 0, 0, 0, 28, ...pixels]) },
    { name: 'labels.idx', text: text([0, 0, 8, 1, 0, 0, 0, 40, ...labels]) },
  ]
}

async function readsDigits(page) {
  await drop(page, idxFiles())
  await until(page, '[...document.querySelector("[name=problem]").options].some(({ text }) => text === "images.idx")')
  await set(page, 'hidden', '16')
  await set(page, 'steps', '40')
  await press(page, 'train')
  await until(page, finished)
  const said = await page.$eval('.said', element => element.textContent)
  insist(said === '100.0 % of 4 samples right', `digits told apart, not ${said}`)
}

/** The lines that the page offers do what they say in a page of their own. */
async function embeds(browser, page) {
  const code = await page.$eval('#embed', element => element.textContent)
  insist(code.split('\n').length <= 13, `about ten lines, not ${code}`)
  const server = await serve(root, ISOLATED)
  const other = await browser.newPage()
  try {
    const from = './node_modules/woodbury/dist/lib/web/woodbury.js'
    writeFileSync(`${root}out/embed.html`, code.replace('./woodbury.js', `.${from}`))
    await other.goto(`${server.url}/out/embed.html`)
    await until(other, '/^[0-9]+: [0-9.e-]+$/.test(document.title)')
  } finally {
    await other.close()
    server.close()
  }
}

/** In Chromium alone, which can be told to be a phone: no name is missing for those who do not see the page, and nothing is wider than a phone. */
async function usable(page) {
  const nameless = await page.$$eval('input, select, button', all =>
    all
      .filter(one => !(one.labels?.length || one.textContent.trim() || one.getAttribute('aria-label')))
      .map(({ outerHTML }) => outerHTML),
  )
  insist(nameless.length === 0, `a name for every control, not ${nameless}`)
  await page.setViewport(PHONE)
  const width = await page.evaluate('document.documentElement.scrollWidth')
  insist(width <= PHONE.width, `a page as wide as a phone, not ${width}`)
}

const playground = (name, open) => ({
  name: `playground, ${name}`,
  async run() {
    const server = await serve(await builtPages(), ISOLATED)
    const browser = await open()
    try {
      const { page, trouble } = await opened(browser, server.url)
      const { first, last } = await trains(page)
      await picture(page, `${name}-arm`)
      await embeds(browser, page)
      await looksInside(page)
      await pausesAndKeeps(page)
      await remembers(page)
      await picture(page, `${name}-spirals`)
      await refusesBrokenFiles(page)
      await picture(page, `${name}-csv`)
      await readsDigits(page)
      if (name === 'Chromium') {
        await usable(page)
        await picture(page, 'phone')
      }
      insist(trouble.length === 0, `no trouble, not ${trouble.join('; ')}`)
      const engine = (await browser.version()).replace(/^[^/]*\//, '')
      return { engine, note: `loss ${first} → ${last} in 250 steps` }
    } finally {
      await browser.close()
      server.close()
    }
  },
})

export const playgrounds = [playground('Chromium', chromium), playground('Firefox', firefox)]
