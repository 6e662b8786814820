import { Command } from 'commander'
import type { ExitCode } from './exit-codes.js'
import { addInfo } from './info.js'
import { addPredict } from './predict.js'
import { addTrain } from './train.js'
import { version } from './version.js'

const WIDTH = 80

const examples = `
Examples:
  woodbury train --arm --seconds 20 --out arm.safetensors --report arm.html
  woodbury train --data houses.csv --target price --test 0.2 --out m.safetensors
  woodbury predict --model m.safetensors --data new.csv --out prices.csv

woodbury <command> --help lists the options of a command.`

/** The command line as commander sees it. `done` hears the exit code of the command that ran. */
export function program(done: (code: ExitCode) => void): Command {
  const command = new Command('woodbury')
    .description('Trains neural networks with second-order methods: subsampled\nGauss-Newton and natural gradient.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeErr() {} })
    .configureHelp({
      helpWidth: Math.min(process.stdout.columns ?? WIDTH, WIDTH),
      // Two files after one flag are a variadic option to commander; two they are to a reader.
      optionTerm: ({ flags }) => flags.replace('...', ''),
    })
    .addHelpText('after', examples)
  addTrain(command, done)
  addPredict(command, done)
  addInfo(command)
  command.allowExcessArguments().action(() => {
    const [name] = command.args
    if (name !== undefined) command.error(`unknown command '${name}'. Pass train, predict or info.`)
    command.outputHelp()
  })
  return command
}
