import type { Graph, Node } from './graph.js'
import { sum, Units } from './units.js'

/** What an expression shows of a parameter, so that values can be drawn for it from the data. */
export interface Scale {
  /** Its size is factor · Π (a length along x_j)^ofX[j] · (a height along y)^ofY. */
  readonly factor: number
  readonly ofX: readonly number[]
  readonly ofY: number
  /**
   * A place along x (x − c), a size or a place (x + k), an angle or what turns one, a power, a logarithm of a size (exp(c)), or
   * none of these: a size.
   */
  readonly role: 'place' | 'sizeOrPlace' | 'angle' | 'power' | 'logarithm' | 'size'
}

/** Turns at a rate or after a length. */
const waves = new Set(['sin', 'cos', 'tan'])
/** Of what is no number such as exp, the unit is that of the argument to this power. */
const powers: Readonly<Record<string, number>> = {
  neg: 1,
  abs: 1,
  floor: 1,
  square: 2,
  cube: 3,
  inverse: -1,
  sqrt: 0.5,
}
const alike = new Set(['add', 'sub', 'min', 'max'])

/**
 * Scales by the units that make an expression right: terms of a sum have one unit, exponents and arguments of functions none, the
 * outputs that of y. In a·exp(−b·x) + c, b goes as 1/x; in ((x − c)/w)², c and w as x. A number in a product counts: f of
 * sin(2·pi·f·x) is in turns. Undefined where units do not tell.
 */
export function scalesOf(
  graph: Graph,
  outputs: readonly Node[],
  parameters: number,
  columns: number,
): (Scale | undefined)[] {
  // A form: the logarithm of a number, x_1 … x_columns, y, then unknown: parameters, and exp of each.
  const y = columns + 1
  const units = new Units(y + 1, y + 1 + 2 * parameters)
  const forms: number[][] = []
  const depends: bigint[] = []
  const roles = new Map<number, Scale['role']>()
  let [inWaves, inPowers] = [0n, 0n]
  const ancestry = graph.ancestry(outputs)
  for (const { id, kind, value, of } of ancestry) {
    const [u, v] = of
    depends[id] = kind === 'parameter' ? 1n << BigInt(value) : of.reduce((set, node) => set | depends[node.id], 0n)
    if (waves.has(kind)) inWaves |= depends[u.id]
    if (kind === 'pow' && v.kind !== 'constant') inPowers |= depends[v.id]
    const [one, other] = of.map(node => forms[node.id])
    if (kind === 'constant') forms[id] = units.of(0, value === 0 ? 0 : Math.log(Math.abs(value)))
    else if (kind === 'column') forms[id] = units.of(1 + value)
    else if (kind === 'parameter') forms[id] = units.of(y + 1 + value)
    else if (kind === 'mul') forms[id] = sum(one, other)
    else if (kind === 'div') forms[id] = sum(one, other, -1)
    else if (alike.has(kind)) {
      units.equate(sum(one, other, -1))
      forms[id] = u.varies || !v.varies ? one : other
      noteRole(roles, kind, u, v)
    } else if (powers[kind] !== undefined) forms[id] = one.map(exponent => exponent * powers[kind])
    else if (kind === 'pow' && v.kind === 'constant') forms[id] = one.map(exponent => exponent * v.value)
    else if (kind === 'exp' && parameterIn(u) !== undefined) {
      const [k, sign] = parameterIn(u) as [number, number]
      roles.set(k, 'logarithm')
      forms[id] = units.of(y + 1 + parameters + k, sign)
    } else {
      // log(x) alone is somebody's bare number.
      if (!(kind.startsWith('log') && (u.kind === 'column' || u.kind === 'parameter')))
        for (const node of of) units.equate(forms[node.id])
      forms[id] = units.none()
    }
  }
  for (const { id } of outputs) units.equate(sum(forms[id], units.of(y), -1))
  return Array.from({ length: parameters }, (_, k) => {
    const known = roles.get(k)
    const exponents = units.exponents(units.of(y + 1 + k + (known === 'logarithm' ? parameters : 0)))
    if (!exponents) return undefined
    const [logarithm, ...rest] = exponents
    const isIn = (set: bigint) => ((set >> BigInt(k)) & 1n) === 1n
    const role = known ?? (isIn(inWaves) ? 'angle' : isIn(inPowers) ? 'power' : 'size')
    return { factor: Math.exp(logarithm), ofX: rest.slice(0, columns), ofY: rest[columns], role }
  })
}

/** The parameter that a node is, and the sign before it. */
function parameterIn({ kind, value, of }: Node): [number, number] | undefined {
  if (kind === 'parameter') return [value, 1]
  const inner = kind === 'neg' ? parameterIn(of[0]) : undefined
  return inner && [inner[0], -inner[1]]
}

function noteRole(roles: Map<number, Scale['role']>, kind: string, u: Node, v: Node): void {
  for (const [a, b] of [
    [u, v],
    [v, u],
  ])
    if (a.kind === 'column' && b.kind === 'parameter') roles.set(b.value, kind === 'add' ? 'sizeOrPlace' : 'place')
}
