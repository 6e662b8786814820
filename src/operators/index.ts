/** The entry `woodbury/operators`: curvature matrices by their products, and what is to be known of them. */

export { WoodburyError, type WoodburyErrorCode } from '../errors.js'
export type {} from '../globals.js'
export { type DirectionCosines, directionCosines } from './diagnostics/direction-cosines.js'
export {
  type Course,
  type CourseOptions,
  decayRate,
  type FlowKind,
  type FlowOptions,
  flowCourse,
  outputVelocity,
} from './diagnostics/flow.js'
export { type InitialScaleOptions, type InitialScaleRow, initialScales } from './diagnostics/initial-scale.js'
export { type LinearConditioning, linearConditioning } from './diagnostics/linear-conditioning.js'
export { type QuadraticConvergence, quadraticConvergence } from './diagnostics/quadratic-convergence.js'
export type { LinearOperator, Operator } from './linear-operator.js'
export type { FactorKind, KroneckerFactor } from './network/kronecker-factors.js'
export type { InputData, OperatorOptions } from './network/linearisation.js'
export {
  empiricalFisher,
  type FisherOptions,
  fisher,
  ggn,
  gradient,
  gram,
  hessian,
  jacobian,
  type KfacOperator,
  type KfacOptions,
  kfacOperator,
  sampleGradientNorms,
  type WithRows,
} from './network/operators.js'
export { type CgOptions, cgInverse } from './solve/cg-inverse.js'
export { type LsmrOptions, lsmr } from './solve/lsmr.js'
export { type NeumannOptions, neumann } from './solve/neumann.js'
export { type NystromOptions, nystrom } from './solve/nystrom.js'
export type { Inverse, IterationOptions, Solution } from './solve/solution.js'
export { type ConditionNumber, type ConditionOptions, conditionNumber } from './spectrum/condition-number.js'
export { type Diagonal, type DiagonalOptions, diagonal } from './spectrum/diagonal.js'
export { frobeniusNorm } from './spectrum/frobenius-norm.js'
export { lanczosSpectrum, type Spectrum, type SpectrumOptions } from './spectrum/lanczos-spectrum.js'
export { type LogDeterminantOptions, logDeterminant } from './spectrum/log-determinant.js'
export { type Estimate, type ProbeOptions, type TraceOptions, trace } from './spectrum/trace.js'
