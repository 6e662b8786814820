import { transfer } from 'comlink/dist/esm/comlink.mjs'
import { messageOf } from '../../brand.js'
import { WoodburyError } from '../../errors.js'
import { version } from '../../version.js'
import type { Linearisation } from '../network/linearisation.js'
import { Sweeps, type Wants } from '../network/sweeps.js'
import { perform, type Task } from '../network/tasks.js'
import type { KernelModule } from '../network/turns.js'

/** What a worker answers to a task. */
export interface Answer {
  readonly values?: Float64Array
  readonly error?: { readonly code?: string; readonly message: string; readonly facts?: object }
}

/** What a worker that has a share of operators' samples can be asked for. */
export function operatorVerbs() {
  const opened = new Map<number, Sweeps>()
  return {
    hello: async () => ({ version }),

    openOperator(id: number, where: string, lin: Linearisation, wants: Wants, kernels: KernelModule): Answer {
      try {
        opened.set(id, new Sweeps(where, lin, wants, kernels))
        return {}
      } catch (error) {
        return answerOf(error)
      }
    },

    performTask(id: number, task: Task): Answer {
      try {
        const values = perform(opened.get(id) as Sweeps, task)
        return transfer({ values }, [values.buffer])
      } catch (error) {
        return answerOf(error)
      }
    },

    closeOperator(id: number): void {
      opened.delete(id)
    },
  }
}

export type OperatorVerbs = ReturnType<typeof operatorVerbs>

function answerOf(error: unknown): Answer {
  const { code, facts } = error instanceof WoodburyError ? error : { code: undefined, facts: undefined }
  return { error: { code, facts, message: messageOf(error) } }
}
