import { show } from '../../options.js'
import { elsewhere, functionNames, guess, isFunction, miscounted } from './functions.js'
import type { Operation } from './operations.js'
import { refuse, type Token, tokensOf } from './tokens.js'

/** One step of an expression: what it puts on the stack, or what it makes of the last `count` values there. */
export type Item =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'apply'; readonly operation: Operation; readonly count: number }

/** An expression in postfix order, so that who reads it needs no recursion, however deep it is. */
export interface Ast {
  readonly where: string
  readonly text: string
  readonly items: readonly Item[]
}

/** Far above what anybody writes, far below what the smallest stack of an engine holds. */
const DEEPEST = 500

const binary: Readonly<Record<string, readonly [binding: number, operation: Operation]>> = {
  '+': [1, 'add'],
  '-': [1, 'sub'],
  '*': [2, 'mul'],
  '/': [2, 'div'],
  '^': [4, 'pow'],
}
/** Of a sign before a value: above * and /, below ^. */
const SIGN = 3

/**
 * Reads an expression: numbers, names, `pi`, + - * / ^ (or **), signs, brackets and the functions of `functionNames`,
 * by operator precedence (Pratt 1973). `^` associates to the right and binds before a sign on its left: −x^2 = −(x²).
 * @param where what the expression is, for messages
 * @throws WoodburyError BAD_MODEL that says what was met, at which column from 1, and what to write
 */
export function parse(text: string, where = 'model'): Ast {
  if (typeof text !== 'string') refuse(where, String(text), 'is no text. Pass an expression such as "a*exp(-b*x)".')
  const tokens = tokensOf(where, text)
  if (tokens.length === 1) refuse(where, text, 'is empty. Write an expression such as "a*exp(-b*x)".')
  const items: Item[] = []
  let at = 0
  let depth = 0

  function fail({ text: got, column }: Token, problem: string): never {
    return refuse(where, text, problem, { column, got })
  }
  const met = ({ text: got, column }: Token) => (got ? `${show(got)} at column ${column}` : 'the end')
  const apply = (operation: Operation, count: number) => items.push({ kind: 'apply', operation, count })

  function close(open: Token): void {
    const token = tokens[at++]
    if (token.text === ')') return
    if (token.kind === 'end') fail(open, `"(" at column ${open.column} is not closed. Add ")".`)
    stray(token)
  }

  /** What stands where an operator, or the end, should. */
  function stray(token: Token): never {
    const before = tokens[at - 2]
    if (token.text === ')') return fail(token, `")" at column ${token.column} closes nothing. Remove it.`)
    if (token.text === ',') return fail(token, `"," at column ${token.column} is in no function. ${decimal(at - 1)}`)
    const advice = isFunction(before.text) ? `${before.text}(…)` : '"*" between them'
    return fail(token, `${met(token)} follows ${show(before.text)} without an operator. Write ${advice}.`)
  }

  /** What to write in place of the comma that is the token at `comma`. */
  function decimal(comma: number): string {
    const [whole, , part] = tokens.slice(comma - 1, comma + 2)
    if (whole.kind !== 'number' || part.kind !== 'number') return 'Only functions have several arguments.'
    return `Write decimals with a point: ${whole.text}.${part.text}.`
  }

  function call(name: Token): void {
    const operation = name.text
    if (!isFunction(operation)) {
      const known = `Known: ${functionNames.join(', ')}. For a product write "*" before "(".`
      fail(name, `there is no function ${met(name)}. ${guess(operation, functionNames, elsewhere) ?? known}`)
    }
    const open = tokens[at++]
    const commas: number[] = []
    if (tokens[at].text !== ')') {
      expression(0)
      while (tokens[at].text === ',') {
        commas.push(at++)
        expression(0)
      }
    }
    close(open)
    const count = tokens[at - 2] === open ? 0 : commas.length + 1
    const wrong = miscounted(operation, count)
    if (wrong) fail(name, `${met(name)} ${wrong}.${commas.length ? ` ${decimal(commas[0])}` : ''}`)
    apply(operation, count)
  }

  function operand(): void {
    const token = tokens[at++]
    if (token.kind === 'number') {
      const value = Number(token.text)
      if (value === Infinity) fail(token, `${met(token)} is above the largest number, 1.8e308. Choose another unit.`)
      items.push({ kind: 'number', value })
    } else if (token.kind === 'name') {
      if (tokens[at].text === '(') call(token)
      else if (token.text === 'pi') items.push({ kind: 'number', value: Math.PI })
      else items.push({ kind: 'name', name: token.text })
    } else if (token.text === '(') {
      expression(0)
      close(token)
    } else if (token.text === '-') {
      expression(SIGN)
      apply('neg', 1)
    } else if (token.text === '+') expression(SIGN)
    else fail(token, `${met(token)} stands where a value should. Write a number, a name or a function there.`)
  }

  function expression(least: number): void {
    if (++depth > DEEPEST)
      fail(tokens[at], `is nested deeper than ${DEEPEST} levels. Write it in parts, or as a function.`)
    operand()
    for (;;) {
      const sign = tokens[at]
      const [binding, operation] = (sign.kind === 'sign' && binary[sign.text]) || []
      if (binding === undefined || operation === undefined || binding < least) break
      at++
      expression(operation === 'pow' ? binding : binding + 1)
      apply(operation, 2)
    }
    depth--
  }

  expression(0)
  const rest = tokens[at++]
  if (rest.kind !== 'end') stray(rest)
  return { where, text, items }
}

/** The names of an expression that are neither functions nor `pi`, once each, in order of appearance. */
export const namesOf = ({ items }: Ast): string[] => [
  ...new Set(items.flatMap(item => (item.kind === 'name' ? [item.name] : []))),
]
