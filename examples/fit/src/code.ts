import type { Task } from './task.ts'

const literal = (value: unknown): string => {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return `${value}`
  const fields = Object.entries(value).map(
    ([name, of]) => `${/^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name) ? name : `'${name}'`}: ${literal(of)}`,
  )
  return `{ ${fields.join(', ')} }`
}

/** Lists that are longer are shown in part. */
const MOST_SHOWN = 200

/** Ten lines that do the same in a program; `shown` has the middle of long lists left out. */
export function codeOf({ entry, model, points, options }: Task, shown: boolean): string {
  const imports = ['fitCurve', ...(entry?.imports ?? [])].sort()
  const named = ['x', 'y', ...(points.sigma ? ['sigma'] : [])] as ('x' | 'y' | 'sigma')[]
  const more = Object.keys(options).length > 0 ? `, ${literal(options)}` : ''
  return [
    `import { ${imports.join(', ')} } from 'woodbury/curve'`,
    '',
    ...named.map(name => `const ${name} = [${listed(points[name] ?? [], shown)}]`),
    `const fit = fitCurve(${entry?.code ?? literal(model)}, { ${named.join(', ')} }${more})`,
    'console.log(fit.report())',
    'console.log(fit.parameters, fit.standardErrors)',
    "const { lower, upper } = fit.predict(x, { band: 'confidence', level: 0.95 })",
  ].join('\n')
}

const listed = (values: readonly number[], shown: boolean): string =>
  shown && values.length > MOST_SHOWN ? `${values.slice(0, 10).join(', ')}, …, ${values.at(-1)}` : values.join(', ')
