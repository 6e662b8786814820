export const find = <T extends Element = HTMLElement>(id: string) => document.getElementById(id) as unknown as T

/** Puts entries into a select; `chosen` is the value that is selected. */
export function offer(
  select: HTMLSelectElement,
  entries: readonly (readonly [value: string, text: string])[],
  chosen: string,
): void {
  select.replaceChildren(...entries.map(([value, text]) => new Option(text, value)))
  select.value = chosen
}

export interface Soon {
  ask(): void
  /** Forgets what was asked for and has not been done. */
  cancel(): void
}

/** Runs what is asked for often once before the next picture. */
export function soon(act: () => void): Soon {
  let frame = 0
  return {
    ask() {
      frame ||= requestAnimationFrame(() => {
        frame = 0
        act()
      })
    },
    cancel() {
      cancelAnimationFrame(frame)
      frame = 0
    },
  }
}

/** Copies a text; where a browser refuses, selects it in its element for the keys that copy. Returns what to say. */
export async function copyText(text: string, element: HTMLElement): Promise<string> {
  try {
    await navigator.clipboard.writeText(text)
    return 'Copied.'
  } catch {
    element.textContent = text
    getSelection()?.selectAllChildren(element)
    return 'The browser does not let this page copy. The text is selected: press Ctrl and C, or ⌘ and C.'
  }
}
