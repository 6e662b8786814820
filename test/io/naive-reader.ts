/** A reader of safetensors as its description reads, one number at a time; `values` are read for F32 and F64. */
export function readNaively(file: Uint8Array) {
  const bytes = Buffer.from(file)
  const length = Number(bytes.readBigUInt64LE(0))
  const { __metadata__: metadata, ...header } = JSON.parse(bytes.toString('utf8', 8, 8 + length))
  const tensors = Object.entries(header as Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>)
  return {
    metadata: metadata as Record<string, string> | undefined,
    headerLength: length,
    tensors: tensors.map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const size = dtype === 'F64' ? 8 : 4
        const values: number[] = []
        for (let at = 8 + length + from; dtype.startsWith('F') && at < 8 + length + to; at += size)
          values.push(dtype === 'F64' ? bytes.readDoubleLE(at) : bytes.readFloatLE(at))
        return { name, dtype, shape, from, to, values }
      },
    ),
  }
}
