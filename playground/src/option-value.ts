import { constant, cosine, linear } from 'woodbury'

const SCHEDULES = { constant, cosine, linear }

const scheduleOf = (text: string) => /^(constant|cosine|linear)\(([^)]+)\)$/.exec(text)

/** What a visitor wrote for an option: a number, true or false, a schedule such as cosine(0.1), or a word. */
export function optionValue(text: string): unknown {
  const [, kind, rate] = scheduleOf(text) ?? []
  if (kind) return SCHEDULES[kind as keyof typeof SCHEDULES](Number(rate))
  if (text === 'true' || text === 'false') return text === 'true'
  const value = Number(text)
  return Number.isFinite(value) ? value : text
}

/** The same as code. */
export const optionCode = (text: string): string =>
  typeof optionValue(text) === 'string' ? `'${text.replaceAll("'", "\\'")}'` : text
