import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'

export interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end'
  readonly text: string
  /** Of the first character, from 1. */
  readonly column: number
}

/** @throws WoodburyError BAD_MODEL, as in `model "2x": "x" at column 2 follows …` */
export function refuse(where: string, text: string, problem: string, facts: object = {}): never {
  throw new WoodburyError('BAD_MODEL', `${where} ${show(text)}: ${problem}`, { expression: text, ...facts })
}

const PIECE = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{Nd}_₀-₉]*)|(\*\*|[-+*/^(),]))/uy

/** What to write in place of characters that people use elsewhere. */
const instead: readonly (readonly [characters: string, advice: string])[] = [
  ['−–—', 'Write -.'],
  ['×·⋅∙', 'Write *.'],
  ['÷:', 'Write /.'],
  ['²', 'Write ^2.'],
  ['³', 'Write ^3.'],
  ['√', 'Write sqrt(…).'],
  ['[]{}', 'Write round brackets.'],
  ['|', 'Write abs(…).'],
  ['=', 'Write only what stands to the right of y =.'],
  ['.', 'Write names and functions alone, without what they belong to.'],
  ['<>?&!', 'Expressions do not compare: write min, max or abs, or pass a function.'],
]

/** @throws WoodburyError BAD_MODEL that shows the character that no expression has, its column and what to write */
export function tokensOf(where: string, text: string): Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  for (let at = 0; at < end; at = PIECE.lastIndex) {
    PIECE.lastIndex = at
    const found = PIECE.exec(text)
    if (!found) {
      const column = at + 1 + (text.length - at - text.slice(at).trimStart().length)
      const character = String.fromCodePoint(text.codePointAt(column - 1) as number)
      const advice = instead.find(([characters]) => characters.includes(character))?.[1] ?? 'Remove it.'
      refuse(where, text, `"${character}" at column ${column} is not part of expressions. ${advice}`, {
        column,
        got: character,
      })
    }
    const [, number, name, sign] = found as readonly (string | undefined)[]
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign'
    const piece = (number ?? name ?? sign) as string
    tokens.push({ kind, text: piece === '**' ? '^' : piece, column: PIECE.lastIndex - piece.length + 1 })
  }
  tokens.push({ kind: 'end', text: '', column: end + 1 })
  return tokens
}
