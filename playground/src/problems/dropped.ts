import { csvDataSet, type DataSet, idxDataSet, split, unpack } from 'woodbury'
import { accuracy } from '../pictures/accuracy.ts'
import { curve } from '../pictures/curve.ts'
import { digits } from '../pictures/digits.ts'
import { pairs } from '../pictures/pairs.ts'
import { surface } from '../pictures/surface.ts'
import type { Picture, Problem } from './problem.ts'

const HELD_OUT = 0.1
/** Samples that the picture is about: more would take the page's own time. */
const SHOWN = 1000

/**
 * A problem from files that were dropped: a CSV whose last column is the target, or the two IDX files of a set.
 * @throws Error whose message is for the visitor
 */
export async function dropped(files: readonly File[]): Promise<Problem> {
  const read = await Promise.all(files.map(async file => ({ file, bytes: await bytesOf(file) })))
  const idx = read.filter(({ bytes }) => bytes[0] === 0 && bytes[1] === 0)
  if (idx.length === 0 && read.length === 1) {
    const [{ file, bytes }] = read
    const data = await csvDataSet(bytes, { target: -1, missing: 'omit', name: file.name })
    return fromData(file.name, data, `csvDataSet(await bytes('${file.name}'), { target: -1 })`)
  }
  if (idx.length === 2 && read.length === 2) {
    // The fourth byte is the number of dimensions: labels have one.
    const [labels, images] = [...idx].sort((a, b) => a.bytes[3] - b.bytes[3])
    const names = [images.file.name, labels.file.name] as const
    const data = await idxDataSet(images.bytes, labels.bytes, { names: [...names] })
    return fromData(names[0], data, `idxDataSet(${names.map(name => `await bytes('${name}')`).join(', ')})`)
  }
  throw new Error(
    `${files.map(({ name }) => name).join(', ')}: drop one CSV whose last column is the target, or two IDX files, images and labels.`,
  )
}

const bytesOf = async (file: File) => unpack(new Uint8Array(await file.arrayBuffer()), file.name)

const READ = 'const bytes = async name => new Uint8Array(await (await fetch(name)).arrayBuffer())'

function fromData(name: string, data: DataSet, reading: string): Problem {
  const { train, test } = split(data, HELD_OUT)
  const wide = data.x.shape[1] > 100
  return {
    title: name,
    train,
    hidden: wide ? '100' : '32, 32',
    steps: wide ? 300 : 400,
    noise: 'some',
    picture: pictureOf(test.x.shape[0] > SHOWN ? split(test, SHOWN / test.x.shape[0]).test : test),
    code: `${READ}\nconst data = await ${reading}`,
  }
}

/** The picture that fits the shape of the data. */
function pictureOf(test: DataSet): Picture {
  const [, columns] = test.x.shape
  if (test.task === 'classification') {
    if (columns === 784) return digits(test)
    return columns === 2 ? surface(test) : accuracy(test)
  }
  return columns === 1 ? curve(test) : pairs(test, 'target')
}
