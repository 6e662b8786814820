/** Rows as a table of Markdown; the first is its head. */
export function markdown([head, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

/** The words under a table: what made it, when, on what. */
export const madeBy = (command: string, date: string, machine: string): string =>
  `\`${command}\`, ${date.slice(0, 10)}, ${machine}.`
