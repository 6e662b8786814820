import type { DecimalMark } from './number.js'

export type Doubtful = {
  readonly text: string
  readonly value: number
  readonly row: number
  /** A whole number below 1000 in the same column: who writes 12.500 for a half writes 7.000 for it. */
  readonly bare?: string
}

/** Three digits behind the mark, and before it what may stand before thousands. */
const LIKE_THOUSANDS = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/

/** Whether the decimal marks of a column may stand between thousands, as its numbers are seen one by one. */
export class Thousands {
  private first?: Omit<Doubtful, 'bare'>
  private bare?: string
  private isDecimal = false
  private endsInZero = false

  constructor(private readonly decimal: DecimalMark) {}

  /** The same, to be added to. */
  copy(): Thousands {
    return Object.assign(new Thousands(this.decimal), this)
  }

  /** Takes a number as a sign for one or the other: its digits as written, and the cell they stand in. */
  weigh(digits: string, value: number, text: string, row: number): void {
    if (this.isDecimal) return
    if (LIKE_THOUSANDS.test(digits) && digits.includes(this.decimal)) {
      this.first ??= { text, value, row }
      this.endsInZero ||= digits.endsWith('0')
    } else if (Math.abs(value) >= 1000 || digits.includes(this.decimal)) this.isDecimal = true
    else if (value !== 0) this.bare ??= text
  }

  /** A number of a column in which three digits stand behind every mark, as if it stood between thousands. */
  get doubtful(): Doubtful | undefined {
    if (!this.first || this.isDecimal || !this.endsInZero) return undefined
    return { ...this.first, ...(this.bare !== undefined && { bare: this.bare }) }
  }
}
