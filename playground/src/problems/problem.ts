import type { DataSet, Model } from 'woodbury'

/** What a picture draws on: a square of `size` CSS pixels. */
export interface Sheet {
  readonly context: CanvasRenderingContext2D
  readonly size: number
  readonly ink: string
  readonly faint: string
  readonly good: string
  readonly bad: string
}

/** Draws what a model has learned, and says it in a sentence for those who do not see it. */
export type Picture = (model: Model, sheet: Sheet) => Promise<string>

export interface Problem {
  readonly title: string
  readonly train: DataSet
  readonly hidden: string
  readonly steps: number
  /** `none`: the targets are exact. */
  readonly noise: 'none' | 'some'
  readonly picture: Picture
  /** Lines of code that make the data, for the example of ten lines. */
  readonly code: string
}
