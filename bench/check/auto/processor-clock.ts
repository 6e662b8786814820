/**
 * With `--processor` among the arguments the budgets of this process are seconds of its processor time, which others on the
 * machine do not take away. To be imported before the library, which takes the clock as it finds it.
 */
if (process.argv.includes('--processor'))
  performance.now = () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e3
  }
