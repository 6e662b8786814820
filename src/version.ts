/** Of the package, the same as in package.json: a worker that was copied from another one is refused. */
export const version = '0.1.0'
