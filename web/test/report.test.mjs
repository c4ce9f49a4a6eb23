// The page's report is the program's report: octet for octet with recorded answers, and but for the source of the
// answers over a real resolver.

import assert from 'node:assert';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { browser, dns, native, pageForTests } from './harness.mjs';
import { choose, download, loadAnswers, open, root, sample, settled } from './browser.mjs';

const names = readdirSync(join(root, 'samples'))
  .filter((name) => existsSync(join(root, 'samples', name, 'message.eml')))
  .sort();
// What a user can tell the page besides the message.
const told = ['client_ip', 'helo', 'mail_from', 'receiver', 'now'];
// Options that the page does not offer.
const unknown = ['public_suffix_list', 'limits'];

async function tell(page, options) {
  const values = told.filter((name) => options[name]);
  if (values.length === 0 && !options.headers_only) return;
  await page.evaluate(() => {
    document.querySelector('.options').open = true;
  });
  for (const name of values) await page.fill(`#option-${name}`, options[name]);
  if (options.headers_only) await page.check('#option-headers_only');
  await page.click('.options button[type=submit]');
  await settled(page);
}

const saved = async (page) => (await download(page, () => page.click('.tools button:nth-of-type(3)'))).toString('utf8');

// The options that the page's report shows and the user gave.
function optionsOf(report, given) {
  const options = { evaluated_at: report.evaluated_at, name: 'message.eml', language: 'en' };
  for (const name of [...told, 'headers_only']) if (given[name]) options[name] = given[name];
  return options;
}

// Evidence's kind, and what a cache changes; as in tests/live/samples_over_dns.py.
const sourceKeys = new Set(['provenance', 'asked_at', 'resolver', 'ttl', 'dnssec', 'asked_after_seconds']);
function withoutSource(value) {
  if (Array.isArray(value)) return value.map(withoutSource);
  if (value === null || typeof value !== 'object') return value;
  const out = Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !sourceKeys.has(key))
      .map(([key, each]) => [key, withoutSource(each)]),
  );
  if (typeof out.based_on === 'string')
    out.based_on = out.based_on
      .replace(/\.$/, '')
      .split('; ')
      .map((part) => (/^DNS /.test(part) ? 'DNS' : part));
  if (Array.isArray(out.records)) out.records.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return out;
}

test('every sample with its recorded answers: octet for octet', { timeout: 600_000 }, async () => {
  const page = await open(await browser());
  const wrong = [];
  for (const name of names) {
    const { message, answersFile, options } = sample(name);
    if (unknown.some((option) => options[option])) continue;
    await choose(page, message);
    await tell(page, options);
    await loadAnswers(page, answersFile);
    const text = await saved(page);
    if (text !== native(message, optionsOf(JSON.parse(text), options), ['--answers', answersFile])) wrong.push(name);
  }
  assert.deepStrictEqual(wrong, []);
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});

test('every sample over DNS over HTTPS: the same but for the source', { timeout: 900_000 }, async () => {
  const servers = await dns();
  const url = await pageForTests();
  const page = await open(await browser(), { url });
  const wrong = [];
  let ran = 0;
  for (const name of names) {
    const { folder, message, answersFile, options } = sample(name);
    if (unknown.some((option) => options[option])) continue;
    if (await servers.serve(folder)) continue;
    await choose(page, message);
    await tell(page, options);
    const ask = async () => {
      if (!(await page.$('#ask:not([disabled])'))) return;
      await page.click('#ask');
      await settled(page);
    };
    await ask();
    // Names with personal data come up with the record that makes them.
    if (options.personal_names) {
      for (let left; (left = await page.$('.offer input[type=checkbox]:not(:checked)'));)
        await left.evaluate((box) => box.click());
      await ask();
    }
    const report = JSON.parse(await saved(page));
    const wanted = JSON.parse(
      native(message, { ...optionsOf(report, options), ...(options.personal_names ? { personal_names: true } : {}) }, [
        '--answers',
        answersFile,
      ]),
    );
    ++ran;
    try {
      assert.deepStrictEqual(withoutSource(report), withoutSource(wanted));
    } catch (error) {
      wrong.push(
        `${name}: ${error.message
          .split('\n')
          .filter((line) => /^[+-] /.test(line))
          .slice(0, 4)
          .join(' | ')}`,
      );
    }
  }
  assert.ok(ran > 100, `${ran} samples`);
  assert.deepStrictEqual(wrong, []);
  await page.close();
});
