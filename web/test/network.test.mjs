// What leaves the page: nothing before consent, then exactly the names that were shown; and what happens when the
// resolver is no good.

import assert from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { bad, browser, dns, pageForTests } from './harness.mjs';
import { choose, download, open, paste, sample, sent, settled, shipped } from './browser.mjs';

const text = (page, selector) => page.textContent(selector);
const pasted = readFileSync(sample('70-gmail').message, 'utf8');

// Name and type of a question in a GET of RFC 8484.
function question(url) {
  const wire = Buffer.from(new URL(url).searchParams.get('dns'), 'base64url');
  const labels = [];
  let at = 12;
  for (; wire[at] !== 0; at += wire[at] + 1) labels.push(wire.toString('latin1', at + 1, at + 1 + wire[at]));
  return `${{ 1: 'A', 12: 'PTR', 15: 'MX', 16: 'TXT', 28: 'AAAA', 5: 'CNAME' }[wire.readUInt16BE(at + 1)]} ${labels.join('.')}`;
}

const shown = (page) =>
  page.$$eval('.offer .names li', (items) =>
    items.map((item) => [...item.querySelectorAll('code')].map(({ textContent }) => textContent).join(' ')),
  );
const asked = settled;

test('nothing is sent with the network off: paste, drop, examples, copy, print, languages', async () => {
  const page = await open(await browser());
  await paste(page, pasted);
  await choose(page, sample('22-body-footer').message);
  for (const example of ['pass', 'list', 'spoof']) {
    await page.click('#change');
    await page.click(`#example-${example}`);
    await settled(page);
  }
  await page.evaluate((given) => {
    const data = new DataTransfer();
    data.items.add(new File([given], 'dropped.eml'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, pasted);
  await page.waitForFunction(() => document.querySelector('.summary-line')?.textContent.includes('dropped.eml'));
  await settled(page);
  await page.click('#copy');
  await page.waitForSelector('dialog[open]');
  await page.keyboard.press('Escape');
  await page.emulateMedia({ media: 'print' });
  await page.pdf();
  await page.emulateMedia({ media: null });
  await page.click('#language-ru');
  await settled(page);
  await page.click('#proof');
  await page.keyboard.press('Escape');
  assert.deepStrictEqual(sent(page), []);
  assert.deepStrictEqual(page.complaints, []);
  await page.evaluate(() => localStorage.clear());
  await page.close();
});

test('one press asks the names that were shown, of the operator that was named', async () => {
  const servers = await dns();
  const url = await pageForTests();
  const { folder, message } = sample('21-list-footer-and-tag');
  await servers.serve(folder);
  const page = await open(await browser(), { url });
  await choose(page, message);
  assert.match(await text(page, '#ask'), /^Check \d+ names with Test Resolver$/);
  const names = await shown(page);
  assert.deepStrictEqual(sent(page, url), []);
  await page.click('#ask');
  await asked(page);
  const questions = sent(page, url).map(question);
  assert.deepStrictEqual(questions.sort(), names.sort());
  assert.ok(sent(page, url).every((each) => each.startsWith(`http://127.0.0.1:${servers.port}/dns-query?dns=`)));
  assert.match(await text(page, '#verdict'), /DNS asked/);
  // Every request is a row of the ledger and of the proof.
  assert.strictEqual(await page.$$eval('.ledger tbody tr', (rows) => rows.length), questions.length);
  await page.click('#proof');
  await page.waitForSelector('dialog[open] li');
  assert.strictEqual(await page.$$eval('dialog li', (rows) => rows.length), questions.length);
  assert.match(await text(page, 'dialog'), new RegExp(`connect-src http://127.0.0.1:${servers.port}`));
  await page.keyboard.press('Escape');
  // The policy was narrowed: the other resolvers of the list are out of reach now.
  assert.strictEqual(
    await page.evaluate(
      (port) =>
        fetch(`http://127.0.0.1:${port}/dns-query`).then(
          () => 'reached',
          () => 'refused',
        ),
      (await bad()).port,
    ),
    'refused',
  );
  await page.close();
});

test('a name with personal data is asked only when ticked', async () => {
  const servers = await dns();
  const url = await pageForTests();
  const { folder, message } = sample('54-spf-macro');
  await servers.serve(folder);
  const run = async (tick) => {
    const page = await open(await browser(), { url });
    await choose(page, message);
    await page.click('#ask');
    await asked(page);
    const personal = await shown(page);
    const disabled = await page.$eval('#ask', (button) => button.disabled);
    if (tick) {
      await page.check('.offer input[type=checkbox]');
      await page.click('#ask');
      await asked(page);
    }
    const result = { questions: sent(page, url).map(question), personal, disabled };
    await page.close();
    return result;
  };
  const without = await run(false);
  assert.strictEqual(without.personal.length, 1, 'the name stands in the list');
  assert.strictEqual(without.disabled, true, 'and nothing is left to ask');
  assert.ok(!without.questions.includes(without.personal[0]));
  const ticked = await run(true);
  assert.ok(ticked.questions.includes(ticked.personal[0]), `${ticked.personal} is asked`);
});

test('"off for good" lasts until the page is loaded again', async () => {
  const url = await pageForTests();
  const page = await open(await browser(), { url });
  await choose(page, sample('22-body-footer').message);
  await page.click('#network');
  await page.click('#for-good');
  assert.strictEqual(await page.$('#ask'), null);
  assert.match(await text(page, '#network'), /off for good/);
  const { port } = await bad();
  assert.strictEqual(
    await page.evaluate(
      (to) =>
        fetch(`http://127.0.0.1:${to}/`).then(
          () => 'reached',
          () => 'refused',
        ),
      port,
    ),
    'refused',
  );
  assert.deepStrictEqual(sent(page, url), []);
  await page.close();
});

const resolverTests = [
  ['error', /HTTP status 500/],
  ['type', /another type of content: application\/json/],
  ['garbage', /server failure/],
  ['lying', /server failure/],
  ['long', /too long: 70000/],
  ['cut', /could not be reached/],
  ['servfail', /server failure/],
  ['nxdomain', /no such name/],
];

async function withResolver(operator, message) {
  const url = await pageForTests();
  const page = await open(await browser(), { url });
  await choose(page, message);
  await page.click('#network');
  await page.click(`dialog label:has-text("${operator}")`);
  await page.keyboard.press('Escape');
  assert.match(await text(page, '#ask'), new RegExp(operator));
  return page;
}

for (const [mode, expected] of resolverTests) {
  test(`a resolver that is no good: ${mode}`, async () => {
    (await bad()).mode = mode;
    const page = await withResolver('Bad Resolver', sample('22-body-footer').message);
    await page.click('#ask');
    await asked(page);
    assert.match(await text(page, '#dns'), expected);
    assert.match(await text(page, '#verdict'), /example\.com/);
    assert.strictEqual(Boolean(await page.$('#again')), mode !== 'nxdomain', 'Ask again is offered');
    // The browser itself names a request that failed; the page adds nothing.
    assert.deepStrictEqual(
      page.complaints.filter((each) => !/Failed to load resource/.test(each)),
      [],
    );
    await page.close();
  });
}

test('a slow resolver: each name 4 s, then the verdict without it', { timeout: 40_000 }, async () => {
  (await bad()).mode = 'slow';
  const page = await withResolver('Bad Resolver', sample('22-body-footer').message);
  const started = Date.now();
  await page.click('#ask');
  await page.waitForSelector('.offer .asking');
  assert.match(await text(page, '.offer .asking'), /round 1/);
  await asked(page);
  assert.ok(Date.now() - started < 12_500, `${Date.now() - started} ms`);
  assert.match(await text(page, '#dns'), /no answer in time/);
  await page.close();
});

test('a resolver that is not there; asked again', async () => {
  const page = await withResolver('Nobody', sample('22-body-footer').message);
  await page.click('#ask');
  await asked(page);
  assert.match(await text(page, '#dns'), /could not be reached/);
  assert.match(await text(page, '#verdict'), /names were not answered/);
  const before = page.requests.length;
  await page.click('#again');
  await asked(page);
  assert.ok(page.requests.length > before);
  await page.close();
});

test('answers are saved and loaded again, as the program writes them', async () => {
  const servers = await dns();
  const url = await pageForTests();
  const { folder, message } = sample('22-body-footer');
  await servers.serve(folder);
  const page = await open(await browser(), { url });
  await choose(page, message);
  await page.click('#ask');
  await asked(page);
  const file = await download(page, () => page.click('#dns .buttons button:first-child'));
  const answers = JSON.parse(file.toString('utf8'));
  assert.strictEqual(answers.schema, 'indicia-answers/1');
  assert.ok(answers.answers.length >= 3);
  await page.close();
  const other = await open(await browser(), { url });
  await choose(other, message);
  await other.evaluate(() => {
    document.querySelector('.bring').open = true;
  });
  await other.fill('#dig', file.toString('utf8'));
  await other.click('.bring .buttons button:first-child');
  await other.waitForSelector('#supplied');
  assert.match(await text(other, '#verdict'), /supplied/);
  // And what is no answers file is refused with a sentence, while the answers in use stay.
  await other.evaluate(() => {
    document.querySelector('.bring').open = true;
  });
  await other.fill('#dig', '{"schema": "indicia-answers/1", "answers": 3}');
  await other.click('.bring .buttons button:first-child');
  await other.waitForSelector('#notice > div');
  assert.match(await text(other, '#notice'), /These answers cannot be read: .*answers/);
  assert.match(await text(other, '#verdict'), /supplied/);
  assert.deepStrictEqual(other.complaints, []);
  await other.close();
});

test('the tested page differs from the shipped one in its resolvers alone', async () => {
  const tested = fileURLToPath(await pageForTests());
  const parts = (file) => {
    const html = readFileSync(file, 'utf8');
    return {
      module: /<script type="text\/plain" id="module">([^<]*)</.exec(html)[1],
      style: /<style>([^<]*)</.exec(html)[1],
      script: /<script>([\s\S]*?)<\/script>/.exec(html)[1],
    };
  };
  assert.ok(existsSync(shipped));
  const a = parts(shipped);
  const b = parts(tested);
  assert.ok(a.module === b.module && a.style === b.style, 'module and style are the same');
  assert.ok(a.script === b.script, 'so is the script');
});
