import type { Graph, Node } from './graph.js'

/**
 * A set of parameters, ascending, in which all outputs together are affine, as `a` and `c` in a·exp(−b·x) + c: what
 * variable projection solves for. By the form written alone: a·b·x gives one of the two, and (a·b)/b only `a`.
 * Two parameters exclude each other where a product has one in each factor. The set is filled in declared order, or in
 * that of fewest exclusions where this finds more.
 * @param allowed for each parameter, whether it may be among them
 */
export function linearParameters(graph: Graph, outputs: readonly Node[], allowed: readonly boolean[]): number[] {
  // Sets of parameters are the bits of integers.
  const depends: bigint[] = []
  const products: [bigint, bigint][] = []
  let nonlinear = 0n
  let all = 0n
  for (const { id, kind, value, of } of graph.ancestry(outputs)) {
    const [u = 0n, v = 0n] = of.map(node => depends[node.id])
    const either = kind === 'parameter' ? 1n << BigInt(value) : u | v
    depends[id] = either
    all |= either
    if (kind === 'mul') {
      nonlinear |= u & v
      products.push([u, v])
    } else if (kind === 'div') nonlinear |= v
    else if (!['parameter', 'add', 'sub', 'neg'].includes(kind)) nonlinear |= either
  }
  const candidates: number[] = []
  for (let k = 0; k < allowed.length; k++)
    if (allowed[k] && (all >> BigInt(k)) & 1n && !((nonlinear >> BigInt(k)) & 1n)) candidates.push(k)
  const exclusions = excluded(candidates, products)
  const count = (k: number) => exclusions.get(k)?.size ?? 0
  const inOrder = independent(candidates, exclusions)
  const byCount = independent(
    [...candidates].sort((a, b) => count(a) - count(b)),
    exclusions,
  )
  return byCount.length > inOrder.length ? byCount.sort((a, b) => a - b) : inOrder
}

/** For each candidate those that stand in the other factor of a product. */
function excluded(candidates: readonly number[], products: readonly (readonly [bigint, bigint])[]) {
  const exclusions = new Map<number, Set<number>>()
  const within = (set: bigint) => candidates.filter(k => (set >> BigInt(k)) & 1n)
  const exclude = (k: number, others: readonly number[]) => {
    const known = exclusions.get(k) ?? new Set()
    for (const other of others) known.add(other)
    exclusions.set(k, known)
  }
  for (const [u, v] of products) {
    if (u === 0n || v === 0n) continue
    const left = within(u)
    const right = within(v)
    for (const k of left) exclude(k, right)
    for (const k of right) exclude(k, left)
  }
  return exclusions
}

/** Those of the candidates, taken in this order, that none taken before excludes. */
function independent(candidates: readonly number[], exclusions: ReadonlyMap<number, ReadonlySet<number>>): number[] {
  const taken: number[] = []
  for (const k of candidates) if (!taken.some(other => exclusions.get(other)?.has(k))) taken.push(k)
  return taken
}
