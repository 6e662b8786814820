import type { CurveTask } from '../curves/fits.js'
import { written } from '../curves/terms.js'

/** An R program that fits every task by nlsLM and prints a line of milliseconds and parameters for each. */
export function minpackProgram(tasks: readonly CurveTask[], files: readonly string[]): string {
  const fits = tasks.map((task, k) => {
    const { value } = written(task.terms, { functions: '', parameter: at => `p${at}` })
    const start = task.start.map((at, j) => `p${j}=${at}`).join(',')
    return `
data <- readBin("${files[k]}", "double", ${2 * task.x.length})
x <- data[1:${task.x.length}]
y <- data[${task.x.length + 1}:${2 * task.x.length}]
fit <- function() nlsLM(y ~ ${value}, start = list(${start}), control = nls.lm.control(maxiter = 1000))
report(fit)`
  })
  return `
suppressMessages(library(minpack.lm))
pow <- function(a, b) a^b
report <- function(fit) {
  line <- tryCatch({
    p <- coef(fit())
    times <- c()
    while (length(times) < 3 || (sum(times) < 0.3 && length(times) < 200)) {
      began <- Sys.time()
      fit()
      times <- c(times, as.numeric(Sys.time() - began, units = "secs"))
    }
    paste(c(1000 * median(times), sprintf("%.17g", p)), collapse = " ")
  }, error = function(cause) "failed")
  cat(line, "\\n", sep = "")
}
${fits.join('\n')}
`
}
