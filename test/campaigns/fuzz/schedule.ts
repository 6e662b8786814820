import type { Target } from './target.js'

/** Inputs of one target in a row, with a seed of their own: what a campaign is cut into, and resumed at. */
export const BLOCK = 500

/** Whose turn each block of a round is, the shares of all mixed as evenly as they go. */
export function roundOf<T extends Pick<Target<unknown>, 'share'>>(targets: readonly T[]): T[] {
  return targets
    .flatMap(target => Array.from({ length: target.share }, (_, k) => ({ target, at: (k + 0.5) / target.share })))
    .sort((a, b) => a.at - b.at)
    .map(({ target }) => target)
}

/** The seed of a block: the same whatever was run before it. Odd multipliers keep 2³² blocks of a campaign apart. */
export const seedOf = (campaign: number, block: number): number =>
  (Math.imul(campaign, 0x9e3779b1) + Math.imul(block, 0x85ebca6b)) | 0
