// The page's own labels: equal keys and parameters in both languages, and every plural form that a language needs.

import assert from 'node:assert';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { root } from './browser.mjs';

const read = (language) => JSON.parse(readFileSync(join(root, `web/texts/${language}.json`), 'utf8'));
const en = read('en');
const ru = read('ru');
const forms = { en: ['one', 'other'], ru: ['one', 'few', 'many', 'other'] };
const plural = new Set(
  Object.keys(en)
    .filter((key) => key.endsWith('.one'))
    .map((key) => key.slice(0, -4)),
);
const stem = (key) => {
  const [, base, form] = /^(.*)\.(one|few|many|other)$/.exec(key) ?? [];
  return plural.has(base) && form ? base : key;
};
const params = (text) =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name)
    .sort()
    .join(' ');

test('both languages have the same labels', () => {
  assert.deepStrictEqual(
    [...new Set(Object.keys(ru).map(stem))].sort(),
    [...new Set(Object.keys(en).map(stem))].sort(),
  );
});

test('every plural form is there', () => {
  for (const base of plural) {
    for (const [language, labels] of [
      ['en', en],
      ['ru', ru],
    ]) {
      for (const form of forms[language]) assert.ok(labels[`${base}.${form}`], `${language}: ${base}.${form}`);
    }
  }
});

test('the same parameters stand in both', () => {
  for (const [key, text] of Object.entries(en)) {
    // A form for one thing may leave its number out.
    if (plural.has(stem(key))) continue;
    assert.strictEqual(params(ru[key]), params(text), key);
  }
});

test('no label is unused, and none lacks a translation', () => {
  const folder = join(root, 'web/src');
  const source = readdirSync(folder, { recursive: true, withFileTypes: false })
    .map(String)
    .filter((name) => name.endsWith('.ts') && !name.includes('generated'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const families = [...source.matchAll(/word\('([\w.]+)'/g)].map(([, family]) => `${family}.`);
  const templates = [...source.matchAll(/t\(`([\w.]+)\$\{/g)].map(([, start]) => start);
  const used = (key) =>
    source.includes(`'${stem(key)}'`) || [...families, ...templates].some((start) => key.startsWith(start));
  assert.deepStrictEqual(
    Object.keys(en).filter((key) => !used(key)),
    [],
  );
});
