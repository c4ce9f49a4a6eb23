// Builds the page: one HTML file that holds script, style and the WebAssembly module.
//
//   node build.mjs [--module FILE] [--resolvers FILE] [--out FILE] [--version TEXT]
//
// The octets depend on the inputs alone. Prints the size by part and the SHA-256.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

import { types } from './types.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const { values: given } = parseArgs({
  options: {
    module: { type: 'string', default: join(root, 'build/page/wasm/indicia.wasm') },
    resolvers: { type: 'string', default: join(here, 'resolvers.json') },
    out: { type: 'string', default: join(root, 'build/page/web/indicia.html') },
  },
});

if (!existsSync(join(here, 'node_modules/esbuild'))) {
  console.error('The npm packages of the page are missing: run web/setup (needs npm and, once, the network).');
  process.exit(1);
}
if (!existsSync(given.module)) {
  console.error(`There is no module ${given.module}: cmake --preset page && cmake --build --preset page builds it.`);
  process.exit(1);
}
const { build, transformSync } = await import('esbuild');

const read = (...path) => readFileSync(join(root, ...path), 'utf8');
const json = (...path) => JSON.parse(read(...path));
const sha256 = (octets, form = 'hex') => createHash('sha256').update(octets).digest(form);
// Without a time stamp, and with the same octets on every platform.
const gzip = (octets) => {
  const packed = gzipSync(octets, { level: 9 });
  packed.fill(0, 4, 8);
  packed[9] = 255;
  return packed;
};

// The same format in a twentieth less, for some seconds of a build. Kept beside the
// module, for the pages of the tests.
function zopfli(file) {
  const kept = `${file}.gz`;
  if (existsSync(kept) && statSync(kept).mtimeMs > statSync(file).mtimeMs) return readFileSync(kept);
  try {
    writeFileSync(`${kept}.new`, execFileSync('zopfli', ['-c', file], { maxBuffer: 100_000_000 }));
    renameSync(`${kept}.new`, kept);
    return readFileSync(kept);
  } catch (error) {
    console.error(`zopfli, of the package of that name, cannot pack ${file}: ${error.message}`);
    process.exit(1);
  }
}

// Sentences that the core's catalogue has and the report does not carry.
const borrowed = /^(repair-|label-alignment-|label-undo-|label-moment-|label-arc-|label-only-claimed|spf-reason-|who-)/;
function phrases(language) {
  const all = json('core/diagnosis/catalogue', `${language}.json`).phrases;
  return Object.fromEntries(Object.entries(all).filter(([ident]) => borrowed.test(ident)));
}

// Three samples, with the DNS answers recorded beside them.
function example(name) {
  const folder = join(root, 'samples', name);
  const answers = ['answers.json', 'zone.txt'].find((file) => existsSync(join(folder, file)));
  return {
    message: readFileSync(join(folder, 'message.eml')).toString('base64'),
    answers: readFileSync(join(folder, answers), 'utf8'),
    options: JSON.parse(readFileSync(join(folder, 'options.json'), 'utf8')),
  };
}

const resolvers = JSON.parse(readFileSync(given.resolvers, 'utf8'));
const origins = resolvers.map(({ url }) => (url.startsWith('/') ? "'self'" : new URL(url).origin));

const inputs = {
  'indicia:phrases': { en: phrases('en'), ru: phrases('ru') },
  'indicia:examples': {
    pass: example('10-aligned-pass'),
    list: example('21-list-footer-and-tag'),
    spoof: example('143-microsoft-spoof'),
  },
};
const data = {
  name: 'data',
  setup(build) {
    build.onResolve({ filter: /^indicia:/ }, ({ path }) => ({ path, namespace: 'data' }));
    build.onLoad({ filter: /.*/, namespace: 'data' }, ({ path }) => ({
      contents: JSON.stringify(inputs[path]),
      loader: 'json',
    }));
  },
};

async function bundle(entry, plugins = []) {
  const result = await build({
    entryPoints: [join(here, 'src', entry)],
    bundle: true,
    write: false,
    format: 'iife',
    target: ['chrome109', 'firefox115', 'safari16.4'],
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    plugins,
  });
  return result.outputFiles[0].text.trim();
}

mkdirSync(join(here, 'src/generated'), { recursive: true });
writeFileSync(join(here, 'src/generated/report.ts'), types(json('schema/indicia-1.schema.json')));

inputs['indicia:worker'] = await bundle('worker.ts');
// Inside a script element "</script" and "<!--" would end or change it.
const script = (await bundle('main.ts', [data])).replace(/<(\/script|!--)/gi, '\\x3c$1');
const style = transformSync(read('web/page.css'), { loader: 'css', minify: true, target: 'chrome123' }).code.trim();
const packed = zopfli(given.module);
const icon =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b57a4"/>' +
      '<path d="M9 17l5 5 9-12" fill="none" stroke="#fff" stroke-width="4"/></svg>',
  );

const hash = (text) => `'sha256-${sha256(text, 'base64')}'`;
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  'worker-src blob:',
  `connect-src ${[...new Set(origins)].join(' ') || "'none'"}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types indicia-worker',
].join('; ');

const parts = {
  policy,
  icon,
  style,
  script,
  resolvers: JSON.stringify(resolvers).replaceAll('<', '\\u003c'),
  module: packed.toString('base64'),
};
const page = read('web/page.html').replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
mkdirSync(dirname(given.out), { recursive: true });
writeFileSync(given.out, page);
writeFileSync(given.out.replace(/(\.html)?$/, '.policy.txt'), `${policy}\n`);

const kb = (octets) => `${(octets / 1000).toFixed(1)} KB`;
const whole = gzip(Buffer.from(page));
const sizes = {
  module: packed.length,
  script: gzip(Buffer.from(script)).length,
  style: gzip(Buffer.from(style)).length,
  page: whole.length,
};
writeFileSync(
  given.out.replace(/(\.html)?$/, '.sizes.json'),
  `${JSON.stringify({ ...sizes, file: Buffer.byteLength(page), gate: 640_000 })}\n`,
);
console.log(`${given.out}
  ${kb(Buffer.byteLength(page))}; gzip ${kb(sizes.page)} (module ${kb(sizes.module)}, script ${kb(sizes.script)}, style ${kb(sizes.style)})
  SHA-256 ${sha256(page)}`);
if (sizes.page > 640_000) console.log('  over the gate of 640 KB; web/test holds it');
