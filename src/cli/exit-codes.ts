/** What the command answers to the shell. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  diverged: 3,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
