export { WoodburyError, type WoodburyErrorCode } from './errors.js'
