import { Command } from 'commander'
import { addEvaluate } from './evaluate.js'
import type { ExitCode } from './exit-codes.js'
import { addFit } from './fit/fit.js'
import { helpStyle } from './help.js'
import { addInfo } from './info.js'
import { addPredict } from './predict.js'
import { addTrain } from './train/train.js'
import { version } from './version.js'

const examples = `
Examples:
  woodbury train --arm --seconds 20 --out arm.safetensors --report arm.html
  woodbury train --data houses.csv --target price --test 0.2 --out m.safetensors
  woodbury evaluate --model m.safetensors --data sold.csv
  woodbury predict --model m.safetensors --data new.csv --out prices.csv
  woodbury fit decay.csv --model "a*exp(-b*x)+c" --start a=1,b=0.1,c=0

woodbury <command> --help lists the options of a command.`

/** The command line as commander sees it. `done` hears the exit code of the command that ran. */
export function program(done: (code: ExitCode) => void): Command {
  const command = new Command('woodbury')
    .description('Trains neural networks by subsampled Gauss-Newton and natural gradient steps, and fits curves.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeErr() {} })
    .configureHelp(helpStyle)
    .addHelpText('after', examples)
  addTrain(command, done)
  addPredict(command, done)
  addEvaluate(command, done)
  addFit(command, done)
  addInfo(command)
  return command
}
