// The paper (0) and the 35 systems around it, in their order: what answers each here, and the test of its formula.
const optim = (...names) => names.map(name => `src/optim/${name}.ts`)
const methods = (...names) => names.map(name => `test/methods/${name}.test.ts`)

const seng = { here: '`seng`', files: optim('blocks/seng'), tests: methods('seng') }
const diagnostic = name => ({
  files: [`src/operators/diagnostics/${name}.ts`],
  tests: ['test/operators/diagnostics.test.ts'],
})
const foof = {
  here: '`foof`, `directionCosines`',
  files: [...optim('kronecker/foof'), ...diagnostic('direction-cosines').files],
  tests: [...methods('kronecker'), ...diagnostic('direction-cosines').tests],
}
const lastLayer = {
  here: '`dampedNewtonLastLayer`',
  files: optim('small-blocks/damped-newton-last-layer'),
  tests: methods('damped-newton-last-layer'),
}
const gram = {
  here: '`gramGaussNewton`, `quadraticConvergence`',
  files: [...optim('row-presets/gram-gauss-newton'), ...diagnostic('quadratic-convergence').files],
  tests: [...methods('gram-gauss-newton'), ...diagnostic('quadratic-convergence').tests],
}
const miniBlock = {
  here: '`miniBlockFisher`',
  files: optim('small-blocks/mini-block-fisher'),
  tests: methods('mini-block-fisher'),
}
const walkers = ['test/step/variational/variational-step.test.ts']
const onParameters = name => ({ files: optim(`parameter-space/${name}`), tests: methods(name) })

const applied = (name, example) => ({
  files: [...optim(`parameter-space/${name}`), `examples/${example}.ts`],
  tests: [...methods(name), `test/examples/${example}.long.test.ts`],
})

/** @type {readonly { title: string, here: string, files: readonly string[], tests: readonly string[] }[]} */
export const systems = [
  {
    title: 'Efficient Subsampled Gauss-Newton and Natural Gradient Methods (Ren, Goldfarb 2019)',
    here: '`smwGN`, `smwNG`',
    files: optim('rows/smw-gn', 'rows/smw-ng'),
    tests: ['test/step/directions.test.ts', 'test/step/paper.test.ts'],
  },
  {
    title: 'Curvature Matrices Should Be Democratized via Linear Operators (Dangel et al. 2025)',
    here: '`woodbury/operators`',
    files: ['src/operators/network/operators.ts'],
    tests: ['test/operators/operators.test.ts'],
  },
  {
    title: 'Gauss-Newton Dynamics: A Riemannian Optimization Perspective (Cayci 2024)',
    here: '`outputVelocity`, `flowCourse`',
    ...diagnostic('flow'),
  },
  {
    title: 'Gauss-Newton conditioning in Neural Networks (Zhao, Singh, Lucchi 2024)',
    here: '`linearConditioning`',
    ...diagnostic('linear-conditioning'),
  },
  {
    title: 'Incremental Gauss-Newton Descent (Korbit, Zanon 2024)',
    here: '`ignd`',
    files: optim('row-presets/ignd'),
    tests: methods('ignd'),
  },
  {
    title: 'An Improved Empirical Fisher (Wu et al. 2024)',
    here: '`iEF`',
    files: optim('row-presets/i-ef'),
    tests: methods('i-ef'),
  },
  {
    title: 'Ground state phases of the 2D electron gas (Smith et al. 2024)',
    here: '`minSR` with `variational`',
    files: [...optim('row-presets/min-sr'), 'src/step/variational/variational-step.ts'],
    tests: walkers,
  },
  {
    title: 'Exact Gauss-Newton (Korbit et al. 2024)',
    here: '`egn`',
    files: optim('row-presets/egn'),
    tests: methods('egn'),
  },
  {
    title: 'Thermodynamic Natural Gradient Descent (Donatella et al. 2024)',
    here: '`thermodynamicNGD`',
    files: optim('matrix-free/thermodynamic-ngd'),
    tests: methods('thermodynamic-ngd'),
  },
  {
    title: 'Regularized Gauss-Newton, GGN-SCORE (Adeoye et al. 2024)',
    here: '`ggnScore`',
    files: optim('row-presets/ggn-score'),
    tests: methods('ggn-score'),
  },
  {
    title: 'Inverse-Free Fast Natural Gradient Descent (Ou et al. 2024)',
    here: '`fngd`',
    files: optim('blocks/fngd'),
    tests: methods('fngd'),
  },
  {
    title: 'SPRING, a Kaczmarz-inspired approach (Goldshlager et al. 2024)',
    here: '`spring`',
    files: [...optim('row-presets/spring'), 'examples/harmonic.ts'],
    tests: [...methods('spring'), ...walkers],
  },
  {
    title: 'Optimising Distributions with Natural Gradient Surrogates (So, Turner 2024)',
    here: 'an example',
    files: ['examples/negative-binomial.ts'],
    tests: ['test/examples/negative-binomial.test.ts'],
  },
  {
    title: 'Dual Gauss-Newton Directions (Roulet, Blondel 2023)',
    here: '`dualGaussNewton`',
    files: optim('matrix-free/dual-gauss-newton'),
    tests: methods('dual-gauss-newton'),
  },
  { title: 'MKOR (Mozaffari et al. 2023)', here: '`mkor`', files: optim('kronecker/mkor'), tests: methods('mkor') },
  {
    title: 'ASDL, a unified interface for gradient preconditioning (Osawa et al. 2023)',
    here: 'one `Method`, one table, one option of `fit`',
    files: ['src/optim/method.ts', 'src/optim/family.ts'],
    tests: ['test/methods/decrease.long.test.ts'],
  },
  {
    title: 'High-accuracy PINNs via Energy Natural Gradients (Müller, Zeinhofer 2023)',
    here: '`energyNaturalGradient` with `residuals`',
    files: optim('natural-gradient/energy-natural-gradient'),
    tests: ['test/residuals/rows.test.ts', 'test/residuals/problems.test.ts'],
  },
  {
    title: 'Rethinking Gauss-Newton for over-parameterized models (Arbel et al. 2023)',
    here: '`initialScales`',
    ...diagnostic('initial-scale'),
  },
  {
    title: 'Improving Levenberg-Marquardt for Neural Networks (Pooladzandi, Zhou 2022)',
    here: '`levenbergMarquardt`',
    ...applied('levenberg-marquardt', 'burgers'),
  },
  {
    title: 'HyLo, hybrid low-rank natural gradient (Mu et al. 2022)',
    here: '`hylo`',
    files: optim('blocks/hylo'),
    tests: methods('hylo'),
  },
  { title: 'Sketch-based Empirical Natural Gradient (Yang et al. 2022)', ...seng },
  { title: 'FOOF: Gradient Descent on Neurons (Benzing 2022)', ...foof },
  {
    title: 'Regularized Newton with Global O(1/k²) Convergence (Mishchenko 2021)',
    here: '`regularizedNewton`',
    ...onParameters('regularized-newton'),
  },
  { title: 'Damped Newton Stochastic Gradient Descent (Zhou et al. 2021, Mathematics)', ...lastLayer },
  {
    title: 'TENGraD (Soori et al. 2021)',
    here: '`tengrad`',
    files: optim('blocks/tengrad'),
    tests: methods('tengrad'),
  },
  { title: 'Damped Newton Stochastic Gradient Descent (Zhou et al. 2021, preprint)', ...lastLayer },
  {
    title: 'Kronecker-factored Quasi-Newton Methods (Ren, Bahamou, Goldfarb 2021)',
    here: '`kbfgs`',
    files: optim('kronecker/kbfgs/kbfgs'),
    tests: methods('kbfgs'),
  },
  {
    title: 'Flexible Modification of Gauss-Newton (Yudin, Gasnikov 2021)',
    here: '`flexibleGaussNewton`',
    ...onParameters('flexible-gauss-newton'),
  },
  { title: 'Sketchy Empirical Natural Gradient (Yang et al. 2020)', ...seng },
  { title: 'Gram-Gauss-Newton (Cai et al. 2019)', ...gram },
  { title: 'A Mini-Block Fisher Method (Bahamou, Goldfarb, Ren 2023)', ...miniBlock },
  { title: 'A Mini-Block Natural Gradient Method (Bahamou, Goldfarb, Ren 2022)', ...miniBlock },
  { title: 'Kronecker-Factored Optimizers Perform First-Order Descent on Neurons (Benzing 2021)', ...foof },
  {
    title: 'Stochastic Levenberg-Marquardt for atmospheric turbulence (Hong et al. 2021)',
    here: '`stochasticLM`, an example',
    ...applied('stochastic-lm', 'turbulence'),
  },
  {
    title: 'Sequential Fusion by Gauss-Newton over networked systems (Wu et al. 2020)',
    here: 'an example',
    files: ['examples/sensor-fusion.ts'],
    tests: ['test/examples/sensor-fusion.test.ts'],
  },
  { title: 'Gram-Gauss-Newton, workshop version (Cai et al. 2019)', ...gram },
]
