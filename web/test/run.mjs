// All tests of the page: node web/test/run.mjs [WORD...] runs the files whose names hold one of the words.
// Needs Chromium, knotd, dnsdist and python3 (tools/install test), web/setup, and the built page and program.

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { closeAll } from './harness.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const files = readdirSync(here)
  .filter((name) => name.endsWith('.test.mjs') && (words.length === 0 || words.some((word) => name.includes(word))))
  .sort();
after(closeAll);
for (const file of files) await import(pathToFileURL(join(here, file)).href);
