// Processor time of the module over all samples, beside the native program's for the same steps.
// Usage: node bench.mjs INDICIA.WASM SAMPLES [NATIVE BENCH] [rounds], see README.md.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { load } from './indicia.mjs';

const [moduleFile, samples, native, rounds = '5'] = process.argv.slice(2);
const octets = readFileSync(moduleFile);

const compiling = performance.now();
const compiled = new WebAssembly.Module(octets);
const indicia = load(compiled);
console.log(`compile and start\t${(performance.now() - compiling).toFixed(1)} ms`);

const inputs = readdirSync(samples)
  .map((name) => join(samples, name))
  .filter((folder) => existsSync(join(folder, 'message.eml')))
  .map((folder) => ({
    message: readFileSync(join(folder, 'message.eml')),
    options: readFileSync(join(folder, 'options.json'), 'utf8'),
    answers: readFileSync(join(folder, existsSync(join(folder, 'answers.json')) ? 'answers.json' : 'zone.txt'), 'utf8'),
  }));

function analyse({ message, options, answers }) {
  const handle = indicia.examine(message, options);
  indicia.evaluate(handle, answers);
  indicia.conclude(handle, answers);
  indicia.forget(handle);
}

let best = Infinity;
for (let round = 0; round < Number(rounds); round++) {
  const start = process.cpuUsage();
  for (const input of inputs) analyse(input);
  const { user, system } = process.cpuUsage(start);
  best = Math.min(best, user + system);
}
console.log(`module\t${inputs.length} samples\t${best} microseconds`);
if (native) {
  const line = execFileSync(native, [samples, rounds], { encoding: 'utf8' });
  console.log(`native\t${line.trim()}`);
  console.log(`ratio\t${(best / Number(line.split('\t')[1].split(' ')[0])).toFixed(2)}`);
}
