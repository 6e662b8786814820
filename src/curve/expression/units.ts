/**
 * Units as linear forms: exponents of what has a unit of its own, and of what is unknown. Equations between them are solved one
 * by one (Gauss–Jordan); one that contradicts those before it says that somebody computed with bare numbers, and is left out.
 */
export class Units {
  private readonly known: { readonly pivot: number; readonly form: number[] }[] = []

  /** @param first from which entry on forms have unknowns; @param size entries of a form */
  constructor(
    readonly first: number,
    readonly size: number,
  ) {}

  /** The form of one entry alone. */
  of(entry: number, exponent = 1): number[] {
    const form = new Array<number>(this.size).fill(0)
    form[entry] = exponent
    return form
  }

  none(): number[] {
    return new Array<number>(this.size).fill(0)
  }

  /** Takes it that a form is no unit at all. */
  equate(given: readonly number[]): void {
    const form = this.solved(given)
    const pivot = form.findIndex((value, entry) => entry >= this.first && Math.abs(value) > TINY)
    if (pivot < 0) return
    const share = form[pivot]
    const unit = form.map(value => value / share)
    for (const other of this.known) {
      const factor = other.form[pivot]
      unit.forEach((value, entry) => {
        other.form[entry] -= factor * value
      })
    }
    this.known.push({ pivot, form: unit })
  }

  /** A form with what is solved put in. */
  solved(given: readonly number[]): number[] {
    const form = [...given]
    for (const { pivot, form: unit } of this.known) {
      const factor = form[pivot]
      if (factor !== 0)
        unit.forEach((value, entry) => {
          form[entry] -= factor * value
        })
    }
    return form
  }

  /** The known part of a form without unknowns; undefined where one is left. */
  exponents(form: readonly number[]): number[] | undefined {
    const solved = this.solved(form)
    return solved.some((value, entry) => entry >= this.first && Math.abs(value) > TINY)
      ? undefined
      : solved.slice(0, this.first)
  }
}

const TINY = 1e-9

export const sum = (a: readonly number[], b: readonly number[], factor = 1): number[] =>
  a.map((value, entry) => value + factor * b[entry])
