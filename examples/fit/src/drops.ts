/**
 * Hands over files that are dropped anywhere on the page: a browser would open them otherwise, and the work would be gone.
 * One drop after the other: a large file must not arrive after a small one that was dropped later. While they are held above it, the element with id "drop" has the class "over".
 */
export function listenForDrops(take: (files: readonly File[]) => Promise<void>): void {
  let before = Promise.resolve()
  const drop = document.getElementById('drop')
  addEventListener('dragover', event => {
    event.preventDefault()
    drop?.classList.add('over')
  })
  addEventListener('dragleave', () => drop?.classList.remove('over'))
  addEventListener('drop', event => {
    event.preventDefault()
    drop?.classList.remove('over')
    const files = [...(event.dataTransfer?.files ?? [])]
    const next = () => take(files)
    before = before.then(next, next)
  })
}
