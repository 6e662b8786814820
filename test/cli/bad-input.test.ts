import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { scratchFolder, woodbury } from '../helpers/cli.js'
import { woodburyHere } from '../helpers/cli-here.js'

const cwd = scratchFolder(test)
const put = (name: string, content: string | Uint8Array) => writeFileSync(join(cwd, name), content)

put('good.csv', 'a,b,y\n1,2,3\n4,5,6\n7,8,10\n9,1,2\n')
put('text.csv', 'a,b,y\n1,2,3\n4,oops,6\n')
put('missing.csv', 'a,b,y\n1,2,3\n4,,6\n')
put('classes.csv', 'a,y\n3,cat\n1,dog\n4,cat\n1,dog\n5,cat\n9,dog\n2,cat\n6,dog\n')
put('one-class.csv', 'a,y\n1,cat\n2,cat\n')
put('page.csv', '<!DOCTYPE html><html><body>404</body></html>')
put('empty.csv', '')
put('images.idx', Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2))
put('labels.idx', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 0, 1))
put('broken.npy', '\x93NUMPY')
put('bad.svm', '1 1:2\n1 x\n')
put('no-model.safetensors', 'not a model')
mkdirSync(join(cwd, 'folder'))

const csv = ['train', '--data', 'good.csv']

const BAD: readonly (readonly [string[], RegExp])[] = [
  [['trian'], /unknown command 'trian' .*train/],
  [['train', '--arm', '--optimzer', 'adam'], /unknown option '--optimzer' .*--optimizer/],
  [['train', '--arm', '--optimizer', 'smwgn'], /--optimizer.*'smwgn'.*smw-gn/],
  [['train', '--arm', '--tau', 'abc'], /--tau.*'abc'.*not a number/],
  [['train', '--arm', '--lambda', 'Infinity'], /--lambda.*'Infinity'/],
  [['train', '--arm', '--steps', '1.5'], /--steps.*'1.5'.*whole/],
  [['train', '--arm', '--steps', '0'], /--steps.*'0'.*above 0/],
  [['train', '--arm', '--hidden', '64,x'], /--hidden.*'64,x'/],
  [['train', '--arm', '--hidden'], /--hidden.*missing/],
  [['train', '--arm', '--momentum', '2'], /--momentum.*'2'.*below 1/],
  [['train', '--arm', '--tau', '1e-3'], /--tau.*--damping/],
  [['train', '--arm', '--damping', 'gain-ratio', '--lambda', '1e-3', '--tau', '1'], /--tau 1 is .*0\.001/],
  [['train', '--arm', '--optimizer', 'adam', '--damping', 'nielsen'], /--damping.*adam/],
  [['train', '--arm', '--optimizer', 'adam', '--momentum', '0.5'], /--momentum.*adam/],
  [['train', '--arm', '--fisher', 'empirical'], /--fisher.*smw-ng/],
  [['train', '--arm', '--damping', 'constant', '--tau', '1e-3'], /--tau.*--damping gain-ratio or nielsen/],
  [['train', '--arm', '--damping', 'nielsen', '--tau', '2'], /--tau 2 is .* at 1/],
  [['train', '--arm', '--lambda', '-1'], /option '--lambda <x>' argument '-1' is invalid\. Pass a number above 0\./],
  [['train', '--arm', '--optimizer', 'sgd', '--noise', 'none'], /--noise.*sgd/],
  [['train', '--arm', '--hidden', 'none', '--activation', 'relu'], /--activation.*--hidden none/],
  [['train', '--data', 'classes.csv', '--target', 'y', '--noise', 'none'], /--noise.*classes/],
  [['train', '--arm', '--out', ''], /option '--out <file>' argument '' is invalid\. It is empty/],
  [['train', '--arm', '--task', 'classification'], /--arm is regression/],
  [['train', '--arm', '--loss', 'softmax-cross-entropy'], /softmax-cross-entropy needs classes/],
  [['train', '--arm', '--patience', '3'], /--patience.*--validation/],
  [['train', '--arm', '--target', 'y'], /--target goes with --data/],
  [['train', '--arm', '--no-header'], /--no-header goes with --data/],
  [['train', '--arm', '--test-data', 'good.csv'], /--test-data goes with --data/],
  [['train', '--arm', 'extra'], /too many arguments/],
  [['train'], /no data.*--data.*--arm/],
  [['train', '--arm', '--data', 'good.csv'], /--data and --arm are both given/],
  [['train', '--arm', '--out', 'nowhere/m.safetensors'], /nowhere.m\.safetensors: its folder does not exist/],
  [['train', '--arm', '--out', 'folder'], /folder: it is a folder/],
  [csv, /--target.*a, b, y/],
  [[...csv, '--target', 'z'], /good\.csv has no target column "z".*a, b, y/],
  [[...csv, '--target', 'y', '--test', '1.5'], /--test.*'1\.5'.*between 0 and 1/],
  [[...csv, '--target', 'y', '--test', '0.2', '--test-data', 'good.csv'], /several test sets/],
  [[...csv, '--target', 'y', '--test-data', 'text.csv'], /text\.csv line 3.*oops/],
  [['train', '--data', 'nope.csv', '--target', 'y'], /nope\.csv: no such file/],
  [['train', '--data', 'folder', '--target', 'y'], /folder: it is a folder/],
  [['train', '--data', 'text.csv', '--target', 'y'], /text\.csv line 3, column b: "oops"/],
  [['train', '--data', 'missing.csv', '--target', 'y'], /missing\.csv line 3, column b: the cell is empty/],
  [['train', '--data', 'one-class.csv', '--target', 'y'], /all targets are "cat"/],
  [['train', '--data', 'page.csv', '--target', 'y'], /page\.csv.*an HTML page/],
  [['train', '--data', 'empty.csv', '--target', 'y'], /empty\.csv.*an empty file/],
  [['train', '--idx', 'images.idx'], /--idx takes two files/],
  [['train', '--idx', 'images.idx', 'labels.idx'], /images\.idx: cut short.*52 bytes expected, 18 found/],
  [['train', '--idx', 'labels.idx', 'images.idx'], /labels\.idx: labels were given where images belong/],
  [['train', '--npy', 'broken.npy', 'broken.npy'], /broken\.npy/],
  [['train', '--libsvm', 'bad.svm'], /bad\.svm line 2/],
  [['predict', '--data', 'good.csv'], /--model/],
  [['predict', '--model', 'nope.safetensors', '--data', 'good.csv'], /nope\.safetensors: no such file/],
  [['predict', '--model', 'no-model.safetensors', '--data', 'good.csv'], /no-model\.safetensors/],
  [['predict', '--model', 'no-model.safetensors'], /no inputs.*--data/],
]

for (const [args, sentence] of BAD)
  test(`woodbury ${args.join(' ')}: one line, exit code 2`, async () => {
    const { code, stdout, stderr } = await woodburyHere(args, { cwd })
    assert.is(code, 2, stderr)
    assert.is(stdout, '')
    assert.match(stderr, /^woodbury: [^\n]+\n$/)
    assert.not.match(stderr, /\n\s+at /)
    assert.match(stderr, sentence)
  })

test('a model and inputs that do not fit', async () => {
  const trained = await woodburyHere([...csv, '--target', 'y', '--steps', '1', '--out', 'm.safetensors'], { cwd })
  assert.is(trained.code, 0, trained.stderr)
  put('fewer.csv', 'a,y\n1,2\n')
  const { code, stderr } = await woodbury(['predict', '--model', 'm.safetensors', '--data', 'fewer.csv'], { cwd })
  assert.is(code, 2)
  assert.match(stderr, /^woodbury: fewer\.csv has no column "b"[^\n]*\n$/)
})

test.run()
