import { dense, fit, sequential, smwGN } from 'woodbury'

export default {
  async fetch() {
    const x = Array.from({ length: 32 }, (_, i) => [i / 16 - 1])
    const net = sequential({ input: 1, seed: 0 }, [dense(8, 'tanh'), dense(1)])
    const { steps } = await fit(net, { x, y: x.map(([t]) => [t * t]) }, { optimizer: smwGN(), steps: 1 })
    return Response.json({ steps })
  },
}
