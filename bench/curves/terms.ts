/** A term of a curve: its value and its slopes in the parameters a, b, c, d, in a syntax that every language below reads. */
export interface Term {
  readonly value: string
  readonly slopes: readonly string[]
}

const gaussianShape = 'exp(-(x-b)*(x-b)/(2*c*c))'
const lorentz = '(c*c/(c*c+4*(x-b)*(x-b)))'
const normal = 'exp(-2.772588722239781*(x-b)*(x-b)/(c*c))'

export const terms = {
  constant: { value: 'a', slopes: ['1'] },
  line: { value: 'a*x+b', slopes: ['x', '1'] },
  parabola: { value: 'a*x*x+b*x+c', slopes: ['x*x', 'x', '1'] },
  decay: { value: 'a*exp(-b*x)', slopes: ['exp(-b*x)', '-a*x*exp(-b*x)'] },
  gaussian: {
    value: `a*${gaussianShape}`,
    slopes: [gaussianShape, `a*${gaussianShape}*(x-b)/(c*c)`, `a*${gaussianShape}*(x-b)*(x-b)/(c*c*c)`],
  },
  logistic4: {
    value: 'a+(b-a)/(1+pow(c/x,d))',
    slopes: [
      '1-1/(1+pow(c/x,d))',
      '1/(1+pow(c/x,d))',
      '-(b-a)*d*pow(c/x,d)/(c*(1+pow(c/x,d))*(1+pow(c/x,d)))',
      '-(b-a)*pow(c/x,d)*log(c/x)/((1+pow(c/x,d))*(1+pow(c/x,d)))',
    ],
  },
  michaelisMenten: { value: 'a*x/(b+x)', slopes: ['x/(b+x)', '-a*x/((b+x)*(b+x))'] },
  dampedSine: {
    value: 'a*exp(-b*x)*sin(c*x+d)',
    slopes: ['exp(-b*x)*sin(c*x+d)', '-a*x*exp(-b*x)*sin(c*x+d)', 'a*x*exp(-b*x)*cos(c*x+d)', 'a*exp(-b*x)*cos(c*x+d)'],
  },
  pseudoVoigt: {
    value: `a*(d*${lorentz}+(1-d)*${normal})`,
    slopes: [
      `d*${lorentz}+(1-d)*${normal}`,
      `a*(x-b)*(8*d*${lorentz}*${lorentz}/(c*c)+(1-d)*5.545177444479562*${normal}/(c*c))`,
      `a*(x-b)*(x-b)*(8*d*${lorentz}*${lorentz}/(c*c*c)+(1-d)*5.545177444479562*${normal}/(c*c*c))`,
      `a*(${lorentz}-${normal})`,
    ],
  },
} satisfies Record<string, Term>

/** How a language writes the functions, x and the k-th parameter. */
export interface Language {
  /** exp, log, sin, cos and pow are methods of this, as in `Math.exp`. */
  readonly functions: string
  readonly parameter: (k: number) => string
}

/** A sum of terms in a language: its value, and its slope in every parameter. */
export function written(names: readonly (keyof typeof terms)[], { functions, parameter }: Language) {
  const values: string[] = []
  const slopes: string[] = []
  let at = 0
  for (const name of names) {
    const term: Term = terms[name]
    const translate = (text: string) =>
      `(${text.replace(/[a-z]+/g, word => (word === 'x' ? 'x' : word.length > 1 ? functions + word : parameter(at + word.charCodeAt(0) - 97)))})`
    values.push(translate(term.value))
    slopes.push(...term.slopes.map(translate))
    at += term.slopes.length
  }
  return { value: values.join('+'), slopes }
}
