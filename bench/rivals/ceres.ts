import type { CurveTask } from '../curves/fits.js'
import { written } from '../curves/terms.js'

/** A C++ program that fits every task by Ceres, with exact slopes and dense QR, and prints a line of milliseconds and parameters for each. */
export function ceresProgram(tasks: readonly CurveTask[], files: readonly string[]): string {
  const fits = tasks.map((task, k) => {
    const { value, slopes } = written(task.terms, { functions: 'std::', parameter: at => `p[${at}]` })
    const n = task.start.length
    const columns = slopes.map((slope, j) => `J[i * ${n} + ${j}] = ${slope};`).join('\n')
    return {
      type: `
struct Fit${k} : Curve {
  Fit${k}() : Curve("${files[k]}", ${task.x.length}, ${n}) {}
  bool Evaluate(double const* const* parameters, double* r, double** jacobians) const override {
    const double* p = parameters[0];
    double* J = jacobians ? jacobians[0] : nullptr;
    for (int i = 0; i < count; i++) {
      const double x = data[i];
      r[i] = ${value} - data[count + i];
      if (!J) continue;
      ${columns}
    }
    return true;
  }
};`,
      call: `  { Fit${k} fit; solve(fit, {${task.start}}); }`,
    }
  })
  return `
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <vector>
#include <ceres/ceres.h>

struct Curve : ceres::CostFunction {
  int count;
  std::vector<double> data;
  Curve(const char* file, int rows, int n) : count(rows), data(2 * rows) {
    FILE* in = fopen(file, "rb");
    if (!in || fread(data.data(), 8, 2 * rows, in) != size_t(2 * rows)) exit(1);
    fclose(in);
    set_num_residuals(rows);
    mutable_parameter_block_sizes()->push_back(n);
  }
};
${fits.map(({ type }) => type).join('\n')}

void solve(Curve& fit, const std::vector<double>& start) {
  std::vector<double> p, times;
  double spent = 0;
  while (times.size() < 4 || (spent < 300 && times.size() < 200)) {
    p = start;
    auto began = std::chrono::steady_clock::now();
    ceres::Problem::Options own;
    own.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
    ceres::Problem problem(own);
    problem.AddResidualBlock(&fit, nullptr, p.data());
    ceres::Solver::Options options;
    options.linear_solver_type = ceres::DENSE_QR;
    options.max_num_iterations = 500;
    options.function_tolerance = 1e-14;
    options.gradient_tolerance = 1e-14;
    options.parameter_tolerance = 1e-12;
    options.logging_type = ceres::SILENT;
    ceres::Solver::Summary summary;
    ceres::Solve(options, &problem, &summary);
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
    spent += times.back();
  }
  std::sort(times.begin(), times.end());
  printf("%.6g", times[times.size() / 2]);
  for (double at : p) printf(" %.17g", at);
  printf("\\n");
}

int main() {
${fits.map(({ call }) => call).join('\n')}
}
`
}
