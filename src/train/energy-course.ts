import { Course } from './course.js'
import type { End } from './ending.js'

/**
 * The course of a run whose loss is an energy: it has no epochs, no least value, and no scale on which a rise could be
 * told from the noise of the walkers. So nothing is judged here.
 */
export class EnergyCourse extends Course {
  override begin(): void {}

  override add(): void {}

  override judge(end: End): End {
    return end
  }

  override get settled(): boolean {
    return true
  }
}
