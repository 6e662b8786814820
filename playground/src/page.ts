export const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T

/** A colour of the stylesheet, as it is now: dark or light. */
export const colourOf = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** Runs what a visitor asked for; what goes wrong is a sentence on the page. */
export async function attempt(act: () => unknown): Promise<void> {
  const message = find('message')
  message.textContent = ''
  try {
    await act()
  } catch (error) {
    message.textContent = error instanceof Error ? error.message : String(error)
  }
}
