/** A document with what stands between its lines `<!-- begin: name -->` and `<!-- end: name -->` replaced. @throws Error where it has none */
export function replaceBetween(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`]
  const [start, stop] = [document.indexOf(begin), document.indexOf(end)]
  if (start < 0 || stop < start) throw new Error(`the document has no lines ${begin} and ${end}`)
  return `${document.slice(0, start + begin.length)}\n${text}\n${document.slice(stop)}`
}
