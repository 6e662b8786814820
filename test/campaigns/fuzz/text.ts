import * as fc from 'fast-check'
import { editLists } from './edits.js'

/** What real files hold where a reader of numbers in text may stumble. */
const SNIPPETS = [
  '',
  ' ',
  '\t',
  '\n',
  '\r',
  '\r\n',
  ',',
  ';',
  '|',
  '"',
  '""',
  "'",
  '#',
  ':',
  '.',
  '-',
  '+',
  'e',
  'E5',
  '1e999',
  '-0',
  '0x10',
  'NaN',
  '-nan(ind)',
  'NULL',
  'None',
  '<NA>',
  '#N/A',
  '1.#QNAN',
  'Infinity',
  '-inf',
  '?',
  '1,5',
  '1.234,5',
  '$1',
  '12%',
  '١',
  '１',
  '\0',
  '\ufeff',
  '\u00a0',
  '\u2028',
  '\ud83d\ude00',
  'sep=;',
  '__proto__',
  'constructor',
  '2021',
  '99999999999999999999',
  '1:2',
  '0:1',
  '536870912:1',
  '4294967296:1',
  '-1:1',
  '1:1 1:1',
  '=1+1',
  '<html>',
  'x'.repeat(300),
  '1 '.repeat(40),
]

type Edit = (text: string) => string

const snippet = fc.oneof(fc.constantFrom(...SNIPPETS), fc.string({ maxLength: 4, unit: 'binary-ascii' }))

const cut = (text: string, where: number) => (text.length === 0 ? 0 : where % (text.length + 1))

const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(6), snippet).map(
    ([where, count, put]): Edit =>
      text => {
        const from = cut(text, where)
        return text.slice(0, from) + put + text.slice(from + count)
      },
  ),
  fc.tuple(fc.nat(), snippet).map(
    ([where, put]): Edit =>
      text => {
        const from = cut(text, where)
        return text.slice(0, from) + put + text.slice(from)
      },
  ),
  // A whole cell or word.
  fc.tuple(fc.nat(), snippet).map(
    ([where, put]): Edit =>
      text => {
        const words = text.split(/(?<=[,;\t\n\r |:])/)
        const k = where % words.length
        words[k] = put + (/[,;\t\n\r |:]$/.exec(words[k])?.[0] ?? '')
        return words.join('')
      },
  ),
  fc.tuple(fc.nat(), fc.nat()).map(
    ([one, other]): Edit =>
      text => {
        const lines = text.split('\n')
        const [a, b] = [one % lines.length, other % lines.length]
        ;[lines[a], lines[b]] = [lines[b], lines[a]]
        return lines.join('\n')
      },
  ),
  fc.nat().map(
    (where): Edit =>
      text => {
        const lines = text.split('\n')
        lines.splice(where % lines.length, 1)
        return lines.join('\n')
      },
  ),
  fc.nat().map(
    (where): Edit =>
      text => {
        const lines = text.split('\n')
        lines.splice(where % lines.length, 0, lines[where % lines.length])
        return lines.join('\n')
      },
  ),
)

const utf16 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(2 + 2 * text.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 0xfeff, true)
  for (let k = 0; k < text.length; k++) view.setUint16(2 + 2 * k, text.charCodeAt(k), true)
  return bytes
}

const encode = {
  utf8: (text: string) => new TextEncoder().encode(text),
  bom: (text: string) => new TextEncoder().encode(`\ufeff${text}`),
  utf16,
  latin1: (text: string) => Uint8Array.from(text, letter => letter.charCodeAt(0) & 255),
}

/** Text as a file: sound, or with up to four edits (then `content` is gone), in one of the usual encodings. */
export function written<Content>(sound: fc.Arbitrary<{ readonly text: string; readonly content: Content }>) {
  const encoding = fc.constantFrom<(keyof typeof encode)[]>('utf8', 'utf8', 'utf8', 'bom', 'utf16', 'latin1')
  return fc.tuple(sound, editLists(edits, 4, 4), encoding).map(([{ text, content }, list, kind]) => {
    const final = list.reduce((now, edit) => edit(now), text)
    const plain = list.length === 0 && /^[\0-\x7f]*$/.test(text)
    return { bytes: encode[kind](final), text: final, content: plain ? content : undefined }
  })
}
