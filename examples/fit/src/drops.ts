/**
 * Hands over files that are dropped anywhere on the page: a browser would open them otherwise, and the work would be gone.
 * While they are held above it, the element with id "drop" has the class "over".
 */
export function listenForDrops(take: (files: readonly File[]) => void): void {
  const drop = document.getElementById('drop')
  addEventListener('dragover', event => {
    event.preventDefault()
    drop?.classList.add('over')
  })
  addEventListener('dragleave', () => drop?.classList.remove('over'))
  addEventListener('drop', event => {
    event.preventDefault()
    drop?.classList.remove('over')
    take([...(event.dataTransfer?.files ?? [])])
  })
}
