export {
  empiricalFisher,
  fisher,
  ggn,
  gradient,
  gram,
  hessian,
  jacobian,
  kfacOperator,
  sampleGradientNorms,
} from './network/operators.js'
