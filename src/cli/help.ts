import type { Help, Option } from 'commander'

const WIDTH = 80

/** How help is laid out: at most 80 columns, choices and default behind the text in one bracket. */
export const helpStyle: Partial<Help> = {
  helpWidth: Math.min(process.stdout.columns ?? WIDTH, WIDTH),
  // Two files after one flag are a variadic option to commander; two they are to a reader.
  optionTerm: ({ flags }: Option) => flags.replace('...', ''),
  optionDescription({ description, argChoices, defaultValueDescription }: Option) {
    const facts = [
      ...(argChoices?.every(word => /^\w/.test(word)) ? [argChoices.join(', ')] : []),
      ...(defaultValueDescription ? [`default: ${defaultValueDescription}`] : []),
    ]
    return facts.length > 0 ? `${description} (${facts.join('; ')})` : description
  },
}
