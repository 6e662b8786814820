// None of it is for the package: it needs no settings.
module.exports = { rootDir: __dirname, testMatch: ['**/*.test.cjs'] }
