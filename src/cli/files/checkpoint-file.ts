import { write } from './write.js'

/**
 * A file that always holds a whole checkpoint, the newest that could be written. They are written one after the other
 * while the run goes on; of those that come in the meantime only the newest is kept.
 */
export class CheckpointFile {
  #next: Uint8Array | undefined
  #writing: Promise<void> | undefined
  #told = false

  constructor(
    readonly path: string,
    /** Hears once that a checkpoint could not be written; the one before it then still stands. */
    readonly onProblem: (sentence: string) => void,
  ) {}

  put(checkpoint: Uint8Array): void {
    this.#next = checkpoint
    this.#writing ??= this.#writeAll()
  }

  /** Writes the last one of a run. @throws WoodburyError BAD_FILE */
  async finish(checkpoint: Uint8Array | undefined): Promise<void> {
    this.#next = undefined
    await this.#writing
    if (checkpoint) await write(this.path, checkpoint)
  }

  async #writeAll(): Promise<void> {
    for (let bytes = this.#next; bytes; bytes = this.#next) {
      this.#next = undefined
      await write(this.path, bytes).catch(({ message }: Error) => {
        if (!this.#told) this.onProblem(message)
        this.#told = true
      })
    }
    this.#writing = undefined
  }
}
