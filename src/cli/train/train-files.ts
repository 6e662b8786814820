import { checkOutputs } from '../files/check-outputs.js'
import { isStdout } from '../files/target.js'
import { refuse } from './check-flags.js'
import type { TrainFlags } from './train-flags.js'

/**
 * Finds out before training whether all that it is to write can be written, and overwrites nothing it reads.
 * @returns whether the model goes to stdout, where the table would follow it
 * @throws WoodburyError BAD_OPTION, BAD_FILE
 */
export async function checkTrainFiles(flags: TrainFlags): Promise<boolean> {
  const { out, report, checkpoint, resume, json } = flags
  const inputs = {
    '--data': flags.data,
    '--idx': flags.idx,
    '--libsvm': flags.libsvm,
    '--npy': flags.npy,
    '--test-data': flags.testData,
    '--test-idx': flags.testIdx,
    '--test-libsvm': flags.testLibsvm,
    '--test-npy': flags.testNpy,
  }
  // A run may go on in the checkpoint from which it was resumed; its other files may not take that name.
  await checkOutputs('train', { '--checkpoint': checkpoint }, inputs)
  const kept = { ...inputs, '--resume': resume, '--checkpoint': checkpoint }
  await checkOutputs('train', { '--out': out, '--report': report }, kept)
  const outToStdout = out !== undefined && (await isStdout(out))
  if (outToStdout && json) refuse(`--json prints on stdout, as --out ${out} does. Leave one of them out.`)
  return outToStdout
}
