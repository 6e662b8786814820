import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { WoodburyError } from '../../index.js'
import { targetOf } from './target.js'
import { checkWritable } from './write.js'

/** Paths on the command line by the flag that named them. */
export type Named = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Finds out before anything is computed whether results could be written, without overwriting what is read or one
 * another; spelling and links do not matter.
 * @throws WoodburyError BAD_OPTION, BAD_FILE
 */
export async function checkOutputs(command: string, outputs: Named, inputs: Named): Promise<void> {
  const taken = await listed(inputs)
  for (const output of await listed(outputs)) {
    const other = output.identity !== undefined && taken.find(({ identity }) => identity === output.identity)
    if (other)
      throw new WoodburyError(
        'BAD_OPTION',
        `${command}: ${output.flag} ${output.path} is the file of ${other.flag} too, and would overwrite it. Pass another path.`,
        { option: output.flag, path: output.path },
      )
    await checkWritable(output.path)
    taken.push(output)
  }
}

const listed = (named: Named) =>
  Promise.all(
    Object.entries(named).flatMap(([flag, paths = []]) =>
      [paths].flat().map(async path => ({ flag, path, identity: await identityOf(path) })),
    ),
  )

/** What two spellings of one file share; a device, such as /dev/null, takes any number of files. */
async function identityOf(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path, { bigint: true })
    return found.isCharacterDevice() ? undefined : `${found.dev}:${found.ino}`
  } catch {
    return targetOf(path).then(
      ({ file }) => file,
      () => resolve(path),
    )
  }
}
