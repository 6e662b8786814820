import { load } from 'woodbury'
import type { Trainer } from './trainer.ts'

export function download(name: string, bytes: Uint8Array): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

const isCheckpoint = (bytes: Uint8Array) =>
  new TextDecoder().decode(bytes.subarray(0, 4096)).includes('woodbury_checkpoint')

/** Gives a file's model, or the state of a run, to a method. @throws WoodburyError with a message for the visitor */
export async function loadInto(trainer: Trainer, file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const model = load(bytes)
  const [mine, its] = [trainer.model.graph, model.graph].map(graph => JSON.stringify(graph))
  if (mine !== its)
    throw new Error(
      `${file.name} holds another network than the settings say. Set the layers and the problem it was trained with.`,
    )
  if (isCheckpoint(bytes)) {
    trainer.restore(bytes)
    return `${file.name}: the run goes on from its checkpoint.`
  }
  trainer.adopt(model)
  return `${file.name}: training starts from this model.`
}
