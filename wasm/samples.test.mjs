// Every sample through the module gives the report of the native program, byte for byte.
// Usage: node samples.test.mjs INDICIA.WASM PROGRAM SAMPLES
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { load } from './indicia.mjs';

const [moduleFile, program, samples] = process.argv.slice(2);
const compiled = new WebAssembly.Module(readFileSync(moduleFile));
const indicia = load(compiled);

function inputs(folder) {
  const answersFile = ['answers.json', 'zone.txt'].find((name) => existsSync(join(folder, name)));
  return {
    octets: readFileSync(join(folder, 'message.eml')),
    options: { ...JSON.parse(readFileSync(join(folder, 'options.json'))), name: 'message.eml' },
    answersFile,
    answers: readFileSync(join(folder, answersFile), 'utf8'),
  };
}

function analyse({ octets, options, answers }) {
  const handle = indicia.examine(octets, JSON.stringify(options));
  try {
    return indicia.conclude(handle, answers);
  } finally {
    indicia.forget(handle);
  }
}

// The program's exit status 1 tells of a failing finding; every other one but 0 is an error.
function native(folder, answersFile) {
  const command = ['--json', '--offline', 'message.eml', '--options', 'options.json', '--answers', answersFile];
  try {
    return execFileSync(program, command, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  } catch (error) {
    if (error.status !== 1) throw error;
    return error.stdout;
  }
}

const folders = readdirSync(samples)
  .map((name) => join(samples, name))
  .filter((folder) => existsSync(join(folder, 'message.eml')));

test('there are samples', () => assert.ok(folders.length >= 25));

for (const folder of folders) {
  test(folder.slice(samples.length + 1), () => {
    const input = inputs(folder);
    assert.strictEqual(`${analyse(input)}\n`, native(folder, input.answersFile));
  });
}

test('the module reads no clock, file or socket', () => {
  // The libraries link to these; indicia.mjs lets none of them do anything, and fails if one is called.
  const known = new Set([
    'clock_time_get', 'emscripten_notify_memory_growth', 'environ_get', 'environ_sizes_get', 'fd_close', 'fd_read',
    'fd_seek', 'fd_write', 'proc_exit', '__syscall_getdents64', '__syscall_getegid32', '__syscall_geteuid32',
    '__syscall_getgid32', '__syscall_getuid32', '__syscall_stat64',
  ]);
  const imported = WebAssembly.Module.imports(compiled).map(({ name }) => name);
  assert.deepStrictEqual(imported.filter((name) => !known.has(name)), []);
});

test('what is wrong with the arguments is said', () => {
  const octets = new TextEncoder().encode('From: a@example.com\r\n\r\n');
  assert.throws(() => indicia.examine(octets, '{"no_such_option": 1}'), /no_such_option/);
  assert.throws(() => indicia.examine(octets, '{'), /./);
  const handle = indicia.examine(octets);
  assert.throws(() => indicia.evaluate(handle, '{"schema": "indicia-answers/1", "answers": 3}'), /answers/);
  assert.match(indicia.evaluate(handle), /"indicia\/1"/);
  indicia.forget(handle);
  assert.throws(() => indicia.evaluate(handle), /handle/);
});

test('a forgotten message frees its memory', () => {
  const input = inputs(folders[0]);
  const once = () => {
    const handle = indicia.examine(new Uint8Array(1 << 20).fill(65), JSON.stringify(input.options));
    indicia.forget(handle);
    return indicia.memory();
  };
  const settled = Math.max(once(), once(), once());
  for (let i = 0; i < 20; i++) once();
  assert.strictEqual(once(), settled);
});
