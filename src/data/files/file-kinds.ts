/** How much of a file is looked at to tell what it is. */
const HEAD = 512

type Kind = { readonly name: string; readonly cure?: string }

const UNPACK = 'Unpack it first'
const SAVE_AS_CSV = 'Save the sheet as CSV'

/** What stands where in a file, each byte a character → what it is, and what to do. */
const MARKS: readonly (readonly [at: number, mark: string, name: string, cure?: string])[] = [
  [0, '\x1f\x8b', 'gzip'],
  [0, '\x93NUMPY', 'an .npy file', 'Read it as npy'],
  [0, '\x89PNG', 'a PNG picture'],
  [0, '\xff\xd8\xff', 'a JPEG picture'],
  [0, 'GIF87a', 'a GIF picture'],
  [0, 'GIF89a', 'a GIF picture'],
  [0, 'II*\0', 'a TIFF picture'],
  [0, 'MM\0*', 'a TIFF picture'],
  [8, 'WEBPVP8', 'a WebP picture'],
  [0, '%PDF-', 'a PDF'],
  [0, '{\\rtf', 'an RTF document'],
  [0, 'version https://git-lfs', 'a Git LFS pointer', 'Run git lfs pull'],
  [0, '\xd0\xcf\x11\xe0', 'an old Excel workbook (.xls)', SAVE_AS_CSV],
  [0, 'PAR1\x15', 'a Parquet file'],
  [0, '\x89HDF', 'an HDF5 file'],
  [0, 'MATLAB 5.0 MAT-file', 'a MATLAB file (.mat)'],
  [0, 'ARROW1\0', 'an Arrow file'],
  [0, 'FEA1\0', 'a Feather file'],
  [0, 'SQLite format 3\0', 'an SQLite database'],
  [0, 'RDX2\nX\n', 'R data'],
  [0, 'RDX3\nX\n', 'R data'],
  [0, 'X\n\0\0', 'R data'],
  [0, '$FL2@', 'an SPSS file'],
  [0, '<stata_dta>', 'a Stata file'],
  [12, '\xc2\xea\x81\x60', 'a SAS file'],
  [0, 'Obj\x01', 'an Avro file'],
  [4, '\0\0\0\0{"', 'a safetensors file'],
  [0, 'GGUF', 'a GGUF model'],
  [4, 'TFL3', 'a TensorFlow Lite model'],
  [0, 'BZh91AY', 'bzip2', UNPACK],
  [0, '\xfd7zXZ', 'xz', UNPACK],
  [0, '\x28\xb5\x2f\xfd', 'Zstandard', UNPACK],
  [0, '\x04\x22\x4d\x18', 'LZ4', UNPACK],
  [0, '7z\xbc\xaf', 'a 7z archive', UNPACK],
  [0, 'Rar!\x1a', 'a RAR archive', UNPACK],
  [257, 'ustar', 'a tar archive', UNPACK],
  [0, '\0asm', 'WebAssembly'],
  [0, '\x7fELF', 'a program'],
]

/** The name of the first file in a zip archive → what it is; the first that fits. */
const ARCHIVES: readonly (readonly [form: RegExp, name: string, cure: string])[] = [
  [/^(\[Content_Types\]|xl\/|_rels\/|docProps\/)/, 'an Excel workbook (.xlsx)', SAVE_AS_CSV],
  [/^mimetype/, 'an OpenDocument file', SAVE_AS_CSV],
  [/^[^/]*\.npy/, 'an .npz archive', 'Unpack the .npy files from it'],
  [/^/, 'a zip archive', UNPACK],
]

/** What is text, but no table of numbers. */
const TEXTS: readonly (readonly [form: RegExp, name: string, cure?: string])[] = [
  [/^\s*<(!doctype|html|head|body|!--)/i, 'an HTML page'],
  [/^\s*<\?xml/i, 'XML'],
  [/^\s*(\{\s*"|\[\s*[[{])/, 'JSON'],
  [/^\s*(%.*\s+)*@relation\s/i, 'an ARFF file', 'Save it as CSV'],
]

/** A label and pairs index:value. */
const LIBSVM = /^\s*[+-]?\d[\d.eE+-]*(\s+\d+:[+-]?[\d.]\S*)+\s*$/m

/** What bytes look like, with what to do then; undefined for what may be a table of text. */
function kindOf(bytes: Uint8Array): Kind | undefined {
  if (bytes.length === 0) return { name: 'an empty file' }
  const head = String.fromCharCode(...bytes.subarray(0, HEAD))
  const mark = MARKS.find(([at, found]) => head.startsWith(found, at))
  if (mark) return { name: mark[2], cure: mark[3] }
  const text = head.startsWith('\xef\xbb\xbf') ? head.slice(3) : head
  const found = head.startsWith('PK\x03\x04')
    ? ARCHIVES.find(([form]) => form.test(head.slice(30)))
    : TEXTS.find(([form]) => form.test(text))
  if (found) return { name: found[1], cure: found[2] }
  const [first, second, type, dimensions] = bytes
  if (first === 0x80 && second < 6) return { name: 'a Python pickle' }
  if (head.startsWith('BM') && head.startsWith('\0\0\0\0', 6)) return { name: 'a BMP picture' }
  if (first + second === 0 && type >= 8 && type <= 14 && dimensions < 8)
    return { name: 'an IDX file', cure: 'Read it as IDX' }
  return undefined
}

/** What bytes that are no table of text look like; undefined where nothing is known. */
export const looksLike = (bytes: Uint8Array): string | undefined => kindOf(bytes)?.name

/** What bytes look like that were given for something else, tables of text too, and what to do then. */
export function foreignKind(bytes: Uint8Array): Kind | undefined {
  const known = kindOf(bytes)
  if (known) return known
  const head = bytes.subarray(0, HEAD)
  if (head.some(byte => byte < 9 || (byte > 13 && byte < 32))) return undefined
  const text = String.fromCharCode(...head)
  if (isLibsvm(text)) return { name: 'a LIBSVM file', cure: 'Read it as LIBSVM' }
  const lines = text.trim().split(/[\r\n]+/)
  return /[,;\t]/.test(lines[0]) && lines.length > 1 ? { name: 'a CSV file', cure: 'Read it as CSV' } : { name: 'text' }
}

/** Whether text begins as a LIBSVM file does. */
export const isLibsvm = (text: string): boolean => LIBSVM.test(/\S.*/.exec(text)?.[0] ?? '')
