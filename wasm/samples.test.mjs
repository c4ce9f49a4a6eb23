// Every sample through the module gives the report of the native program, byte for byte.
// Usage: node samples.test.mjs INDICIA.WASM PROGRAM SAMPLES
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';

import { reply } from './dns_reply.mjs';
import { load } from './indicia.mjs';

const [moduleFile, program, samples] = process.argv.slice(2);
const moduleOctets = readFileSync(moduleFile);
const compiled = new WebAssembly.Module(moduleOctets);
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
function native(folder, answersFile, form = ['--json']) {
  const command = [...form, '--offline', 'message.eml', '--options', 'options.json', '--answers', answersFile];
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

// What tells where answers came from, and nothing else, may differ between supplied and observed.
function withoutSource(value) {
  if (Array.isArray(value)) return value.map(withoutSource);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value)
    .filter(([key]) => !['provenance', 'asked_at', 'resolver', 'dnssec', 'ttl', 'answers'].includes(key))
    .map(([key, member]) => [key, key === 'based_on' ? member.replace(/(ответы )?DNS [^;.]*/, 'DNS') : withoutSource(member)]);
  return Object.fromEntries(entries);
}

// Asks the open questions of the sample one by one, as a page does, and answers them from the sample's answers.
function ask(handle, known, askedAt) {
  const find = (name, type) => known.find((answer) => answer.name === name && answer.type === type);
  const asked = [];
  for (;;) {
    const open = JSON.parse(indicia.evaluate(handle)).questions.filter((question) => !question.declined);
    if (open.length === 0) return asked;
    const { name, type } = open[0];
    assert.ok(!asked.includes(`${name} ${type}`), `${name} ${type} is asked twice`);
    asked.push(`${name} ${type}`);
    const chain = [];
    for (let next = name; chain.length < 16;) {
      const answer = find(next, type) ?? find(next, 'CNAME');
      if (!answer) break;
      chain.push(answer);
      if (answer.type === type || answer.type !== 'CNAME') break;
      [next] = answer.records;
    }
    const meta = { name, type, asked_at: askedAt, resolver: 'https://dns.example/dns-query' };
    const status = chain.at(-1)?.status;
    if (chain.length === 0) indicia.observe(handle, { ...meta, status: 'not_asked' });
    else if (status === 'timeout' || status === 'not_asked') indicia.observe(handle, { ...meta, status });
    else indicia.observe(handle, meta, reply(indicia.query(name, type), chain));
  }
}

// The page copies what the program prints.
for (const folder of folders) {
  test(`ticket: ${folder.slice(samples.length + 1)}`, () => {
    const input = inputs(folder);
    const handle = indicia.examine(input.octets, JSON.stringify(input.options));
    indicia.conclude(handle, input.answers);
    for (const [format, flag] of [['markdown', '--markdown'], ['reply', '--reply']]) {
      for (const redact of [true, false]) {
        assert.strictEqual(indicia.ticket(handle, { format, redact }),
          native(folder, input.answersFile, redact ? [flag] : [flag, '--no-redact']));
      }
    }
    if (JSON.parse(indicia.evaluate(handle)).input.fields > 0) assert.ok(indicia.redacted(handle).length > 0);
    indicia.forget(handle);
  });
}

let replayed = 0;
for (const folder of folders) {
  test(`asked one by one: ${folder.slice(samples.length + 1)}`, () => {
    const input = inputs(folder);
    const handle = indicia.examine(input.octets, JSON.stringify(input.options));
    const supplied = JSON.parse(indicia.conclude(handle, input.answers));
    const known = JSON.parse(indicia.answers(handle, input.answers)).answers;
    // How long after the message a key was looked up is part of a report.
    const asked = ask(handle, known, input.options.evaluated_at);
    replayed += asked.length;
    const observed = JSON.parse(indicia.conclude(handle));
    assert.deepStrictEqual(withoutSource(observed), withoutSource(supplied));
    for (const answer of observed.answers) assert.strictEqual(answer.provenance, 'observed');
    // What was saved stands for what was asked.
    const saved = indicia.answers(handle);
    assert.match(saved, /"indicia-answers\/1"/);
    indicia.forget(handle);
    const again = indicia.examine(input.octets, JSON.stringify(input.options));
    assert.deepStrictEqual(withoutSource(JSON.parse(indicia.conclude(again, saved))), withoutSource(observed));
    indicia.forget(again);
  });
}

test('questions were asked', () => assert.ok(replayed > 100, `${replayed} questions`));

test('the module leaves the page room', () => {
  const most = 606_000;  // README.md says what is in it; the page as a whole may have 640 KB
  const size = gzipSync(moduleOctets, { level: 9 }).length;
  assert.ok(size <= most, `${size} octets with gzip, at most ${most} are wanted`);
});

test('the module reads no clock, file or socket', () => {
  const imported = WebAssembly.Module.imports(compiled).map(({ name }) => name);
  // A public suffix list of the user's is read from memory through a stream; indicia.mjs lets none of fd_* do anything.
  const known = ['emscripten_notify_memory_growth', 'fd_close', 'fd_seek', 'fd_write', 'proc_exit'];
  assert.deepStrictEqual(imported.filter((name) => !known.includes(name)), []);
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

const headers = new TextEncoder().encode('From: a@example.com\r\nTo: b@example.net\r\nSubject: c\r\n\r\n');
const meta = { name: '_dmarc.example.com', type: 'TXT', asked_at: '2026-11-21T10:00:00Z', resolver: 'test' };
const policy = { name: meta.name, type: 'TXT', status: 'ok', records: ['v=DMARC1; p=reject'] };

test('a question is a DNS message', () => {
  assert.deepStrictEqual([...indicia.query('a.example', 'TXT')],
    [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 97, 7, 101, 120, 97, 109, 112, 108, 101, 0, 0, 16, 0, 1]);
  assert.throws(() => indicia.query('a..example', 'TXT'), /DNS name/);
  assert.throws(() => indicia.query('a.example', 'AXFR'), /type/);
});

const good = () => reply(indicia.query(meta.name, 'TXT'), [policy]);
const refused = [
  ['nothing', () => new Uint8Array(0)],
  ['text', () => new TextEncoder().encode('<html>a captive portal</html>')],
  ['a query', () => indicia.query(meta.name, 'TXT')],
  ['another name', () => reply(indicia.query('other.example', 'TXT'), [policy])],
  ['another type', () => reply(indicia.query(meta.name, 'A'), [policy])],
  ['octets behind it', () => new Uint8Array([...good(), 0])],
  ['a record cut short', () => good().slice(0, -1)],
  ['a length that lies', () => { const r = good(); r[r.length - 'v=DMARC1; p=reject'.length - 2] += 9; return r; }],
  ['a pointer loop', () => { const r = good(); r.set([0xC0, 12], 12); return r; }],
  ['more records than there are', () => { const r = good(); r[7] = 9; return r; }],
  ['truncated', () => { const r = good(); r[2] |= 2; return r; }],
  ['noise', () => Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) & 255)],
  ['too long', () => new Uint8Array(70000)],
];
for (const [what, octets] of refused) {
  test(`a reply that is none is refused: ${what}`, () => {
    const handle = indicia.examine(headers);
    assert.throws(() => indicia.observe(handle, meta, octets()), /reply is/);
    const [answer] = JSON.parse(indicia.evaluate(handle)).answers.filter(({ name }) => name === meta.name);
    assert.strictEqual(answer.status, 'servfail');
    assert.strictEqual(answer.provenance, 'observed');
    // Asked again, the good reply takes its place.
    indicia.observe(handle, meta, good());
    assert.strictEqual(JSON.parse(indicia.evaluate(handle)).dmarc.policy, 'reject');
    indicia.forget(handle);
  });
}

test('an alias takes the place of an earlier failure', () => {
  const handle = indicia.examine(headers);
  indicia.observe(handle, { ...meta, status: 'timeout' });
  const alias = { name: meta.name, type: 'CNAME', status: 'ok', records: ['d.example'] };
  indicia.observe(handle, meta, reply(indicia.query(meta.name, 'TXT'), [alias, { ...policy, name: 'd.example' }]));
  assert.strictEqual(JSON.parse(indicia.evaluate(handle)).dmarc.policy, 'reject');
  indicia.forget(handle);
});

test('what is supplied goes before what was observed', () => {
  const handle = indicia.examine(headers);
  indicia.observe(handle, meta, good());
  const report = JSON.parse(indicia.evaluate(handle, '_dmarc.example.com. 300 IN TXT "v=DMARC1; p=none"\n'));
  assert.strictEqual(report.dmarc.policy, 'none');
  assert.strictEqual(report.answers.find(({ name }) => name === meta.name).provenance, 'supplied');
  indicia.forget(handle);
});

test('what is wrong with an observation is said', () => {
  const handle = indicia.examine(headers);
  for (const [change, sentence] of [
    [{ name: 'a..b' }, /name/], [{ type: 'AXFR' }, /type/], [{ asked_at: 'now' }, /asked_at/], [{ status: 'ok' }, /status/],
    [{ status: 3 }, /status/], [{ other: '' }, /other/], [{ resolver: undefined }, /resolver/],
  ]) {
    assert.throws(() => indicia.observe(handle, { ...meta, ...change }), sentence);
  }
  assert.deepStrictEqual(JSON.parse(indicia.evaluate(handle)).answers, []);
  indicia.forget(handle);
  assert.throws(() => indicia.observe(handle, meta, good()), /handle/);
});

test('the module says what it is', () => {
  const about = JSON.parse(indicia.about());
  assert.strictEqual(about.name, 'indicia');
  assert.match(about.version, /^\d+\.\d+/);
  assert.match(about.public_suffix_list_date, /^\d{4}-\d{2}-\d{2}/);
});
