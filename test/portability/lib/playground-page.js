import { setTimeout as pause } from 'node:timers/promises'

/** What Firefox says of the driver's own objects as a page is left. */
const DRIVERS = /Permission denied to access property/

/** The page, and what it said and asked for beyond its own server. */
export async function opened(browser, url) {
  const page = await browser.newPage()
  const trouble = []
  page.on('pageerror', ({ message }) => DRIVERS.test(message) || trouble.push(message))
  page.on('console', message => message.type() === 'error' && trouble.push(message.text()))
  page.on('request', request => {
    if (!/^(http:\/\/localhost:|data:|blob:)/.test(request.url())) trouble.push(`a request to ${request.url()}`)
  })
  await page.goto(url)
  return { page, trouble }
}

export const factsOf = (page, k) => page.$$eval('.facts', (all, at) => all[at].textContent, k)
export const lossOf = async (page, k) => Number(/loss ([\d.e+-]+)/.exec(await factsOf(page, k))?.[1])
export const press = (page, id) => page.click(`#${id}`)

/** Asks from here: a poll inside the page is forgotten where a download begins. */
export async function until(page, condition) {
  for (let asked = 0; asked < 600; asked++) {
    if (await page.evaluate(condition)) return
    await pause(100)
  }
  throw new Error(`the page did not come to ${condition}: ${await page.evaluate('document.body.innerText')}`)
}

export const set = (page, name, value) =>
  page.$eval(
    `[name=${name}]`,
    (element, to) => {
      element.value = to
      element.dispatchEvent(new Event('change', { bubbles: true }))
    },
    value,
  )

export async function drop(page, files) {
  await page.evaluate(given => {
    const transfer = new DataTransfer()
    for (const { name, text } of given) transfer.items.add(new File([text], name))
    dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
  }, files)
}

export const message = page => page.$eval('#message', element => element.textContent)
export const finished =
  '[...document.querySelectorAll(".facts")].every(facts => facts.textContent.startsWith("finished"))'
