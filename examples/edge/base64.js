export const toBytes = text => Uint8Array.from(atob(text), character => character.charCodeAt(0))

export function toText(bytes) {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
