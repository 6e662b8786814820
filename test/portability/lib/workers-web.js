// Workers of a page as the library sees them, kept so that a test can end one from outside and count what is left.
const started = new Set()

globalThis.Worker &&= class extends Worker {
  constructor(...args) {
    super(...args)
    started.add(this)
  }

  terminate() {
    started.delete(this)
    super.terminate()
  }
}

export const killWorker = () => Worker.prototype.terminate.call([...started][0])
export const living = () => started.size
