// WCAG 2.2 AA as far as machines can tell; narrow screens, zoom, text spacing, keyboard, print.

import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';

import { browser } from './harness.mjs';
import { built, choose, open, sample, settled } from './browser.mjs';
import { leave, states } from './states.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values } }), tags);
  return found.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map(({ target, failureSummary }) => `${target} (${failureSummary.split('\n')[1]?.trim()})`)
        .join('; ')}`,
  );
}

const openAll = (page) =>
  page.evaluate(() =>
    document.querySelectorAll('main details').forEach((details) => {
      details.open = true;
    }),
  );

for (const [name, make] of Object.entries(states)) {
  test(`axe finds nothing: ${name}`, { timeout: 60_000 }, async () => {
    const page = await make();
    assert.deepStrictEqual(await violations(page), []);
    await openAll(page);
    assert.deepStrictEqual(await violations(page), [], 'everything open');
    await leave(page);
  });
}

test('axe finds nothing in the dialogs', { timeout: 60_000 }, async () => {
  const page = await states.fail();
  for (const button of ['#network', '#proof', '#keys', '#copy']) {
    await page.click(button);
    await page.waitForSelector('dialog[open]');
    assert.deepStrictEqual(await violations(page), [], button);
    await page.keyboard.press('Escape');
  }
  await leave(page);
});

test('axe finds nothing: ARC, several messages, not a message', { timeout: 60_000 }, async () => {
  const page = await open(await browser());
  for (const name of ['25-arc-changed-between-seals', '91-mbox-two-messages', '92-bounce', '84-clock-skew']) {
    await choose(page, sample(name).message);
    await openAll(page);
    assert.deepStrictEqual(await violations(page), [], name);
  }
  await page.setInputFiles('#file', {
    name: 'x.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Dear all,\n\nnothing\n'),
  });
  await settled(page);
  assert.deepStrictEqual(await violations(page), [], 'not a message');
  await leave(page);
});

// Nothing scrolls sideways but the regions made for it, and no text is cut off.
const outside = (page) =>
  page.evaluate(() => {
    const wrong = [];
    if (document.documentElement.scrollWidth > window.innerWidth)
      wrong.push(`page: ${document.documentElement.scrollWidth} > ${window.innerWidth}`);
    for (const element of document.querySelectorAll('main *, header *, dialog *')) {
      if (element.closest('svg, .visually-hidden, textarea, select, pre, .scroll, .skip') || element.matches('input'))
        continue;
      const box = element.getBoundingClientRect();
      if (box.width === 0) continue;
      if (box.right > window.innerWidth + 1)
        wrong.push(`${element.tagName}.${element.className} ends at ${Math.round(box.right)}`);
      const style = getComputedStyle(element);
      if (style.overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1)
        wrong.push(`${element.tagName}.${element.className} is cut`);
    }
    return wrong.slice(0, 5);
  });

const sizes = [
  ['320 px', { width: 320, height: 640 }],
  ['400 % of 1280 px', { width: 320, height: 256 }],
  ['a phone on its side', { width: 640, height: 320 }],
  ['between', { width: 768, height: 900 }],
];
for (const [what, viewport] of sizes) {
  test(`nothing is cut off: ${what}`, { timeout: 120_000 }, async () => {
    for (const name of ['empty', 'fail', 'spoof', 'unasked', 'russian', 'dark']) {
      const page = await states[name]();
      await page.setViewportSize(viewport);
      await openAll(page);
      assert.deepStrictEqual(await outside(page), [], name);
      await leave(page);
    }
  });
}

test('wider text spacing (1.4.12) cuts nothing off', async () => {
  const page = await states.russian();
  await page.setViewportSize({ width: 400, height: 800 });
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }',
    );
    document.adoptedStyleSheets = [sheet];
  });
  assert.deepStrictEqual(await outside(page), []);
  await leave(page);
});

test('targets are 24 px or more', async () => {
  for (const name of ['empty', 'fail', 'unasked']) {
    const page = await states[name]();
    await openAll(page);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, select, summary, input:not([type=file])')]
        .map((element) => ({
          name: element.textContent.trim().slice(0, 30) || element.id,
          box: (element.matches('input') ? (element.closest('label') ?? element) : element).getBoundingClientRect(),
        }))
        .filter(({ box }) => box.width > 0 && (box.height < 24 || box.width < 24))
        .map(({ name: label, box }) => `${label} ${box.width}x${box.height}`),
    );
    assert.deepStrictEqual(small, [], name);
    await leave(page);
  }
});

test('the keyboard alone leads from the text box to a copied ticket', async () => {
  const context = await browser();
  const page = await open(context);
  const press = (key) => page.keyboard.press(key);
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
  const until = async (id) => {
    for (let i = 0; i < 60; ++i) {
      if ((await focused()) === id) return;
      await press('Tab');
    }
    assert.fail(`Tab never reaches ${id}`);
  };
  await until('message-text');
  await page.keyboard.insertText(readFileSync(sample('143-microsoft-spoof').message, 'utf8').replaceAll('\r\n', '\n'));
  await page.waitForSelector('#verdict');
  await settled(page);
  assert.strictEqual(await focused(), 'message-text', 'while typing the focus stays');
  await until('copy');
  await press('Enter');
  await page.waitForSelector('dialog[open]');
  assert.strictEqual(await focused(), 'copy-ticket');
  await page.waitForFunction(() => document.querySelector('#ticket-text').value !== '');
  await press('Enter');
  await page.waitForFunction(() => /Copied/.test(document.querySelector('dialog [role=status]').textContent));
  await press('Escape');
  assert.strictEqual(await focused(), 'copy', 'the focus returns');
  assert.deepStrictEqual(page.complaints, []);
  await leave(page);
});

test('keys: f, e, /, ? and how to switch them off', async () => {
  const page = await states.fail();
  await page.keyboard.press('f');
  assert.match(await page.evaluate(() => document.activeElement.closest('.finding')?.dataset.key ?? ''), /^finding-/);
  await page.keyboard.press('/');
  assert.strictEqual(await page.evaluate(() => document.activeElement.id), 'raw-filter');
  await page.keyboard.type('e');
  assert.strictEqual(await page.inputValue('#raw-filter'), 'e', 'letters stay letters in a box');
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('?');
  await page.waitForSelector('dialog[open]');
  await page.uncheck('dialog input[type=checkbox]');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  assert.strictEqual(await page.$('dialog[open]'), null);
  await leave(page);
});

test('a line number leads to the octets, and back', async () => {
  const page = await states.fail();
  const place = page.locator('#todo .finding[open] .place').first();
  const line = Number(/\d+/.exec(await place.textContent())[0]);
  await place.click();
  assert.strictEqual(await page.evaluate(() => document.activeElement.id), `line-${line}`);
  await page.click('.back');
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains('place')));
  // And from the octets to the finding.
  const tag = page.locator('#lines button').first();
  const ident = await tag.textContent();
  await tag.click();
  assert.strictEqual(
    await page.evaluate(() => document.activeElement.closest('.finding').dataset.key),
    `finding-${ident}`,
  );
  await leave(page);
});

test('after a paste the verdict has the focus and is announced once', async () => {
  const page = await states.empty();
  await page.evaluate(() => {
    window.said = [];
    new MutationObserver(() => {
      const text = document.querySelector('#live').textContent;
      if (text) window.said.push(text);
    }).observe(document.querySelector('#live'), { childList: true, characterData: true, subtree: true });
  });
  await page.evaluate(
    (text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      document.body.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    },
    readFileSync(sample('22-body-footer').message, 'utf8'),
  );
  await settled(page);
  await page.waitForTimeout(200);
  assert.strictEqual(await page.evaluate(() => document.activeElement.id), 'verdict-title');
  assert.strictEqual((await page.evaluate(() => window.said)).length, 1);
  await leave(page);
});

test('headings go down by one, landmarks are there', async () => {
  const page = await states.fail();
  const levels = await page.$$eval('h1, h2, h3, h4', (list) => list.map(({ tagName }) => Number(tagName[1])));
  assert.strictEqual(levels.filter((level) => level === 1).length, 1);
  levels.reduce((before, level) => {
    assert.ok(level <= before + 1, levels.join(' '));
    return level;
  });
  for (const landmark of ['header', 'main', 'nav']) assert.strictEqual((await page.$$(landmark)).length, 1, landmark);
  assert.strictEqual(
    (await page.$$eval('[id]', (list) => list.map(({ id }) => id))).filter(
      (id, index, all) => all.indexOf(id) !== index,
    ).length,
    0,
    'ids are unique',
  );
  await leave(page);
});

test(
  'printed to PDF: every finding, the evidence line, the raw text; and the page is as before',
  { timeout: 60_000 },
  async () => {
    const page = await states.fail();
    const titles = await page.$$eval('.finding .title', (list) => list.map(({ firstChild }) => firstChild.textContent));
    const idents = await page.$$eval('.finding .meta code', (list) => list.map(({ textContent }) => textContent));
    const openBefore = await page.$$eval('details[open]', (list) => list.length);
    mkdirSync(join(built, 'screenshots'), { recursive: true });
    const file = join(built, 'screenshots/report.pdf');
    writeFileSync(file, await page.pdf({ format: 'A4' }));
    const text = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' });
    const flat = text.replace(/\s+/g, ' ');
    // A title may wrap around what stands beside it; its words do not.
    for (const title of titles)
      for (const word of title.split(/\s+/)) assert.ok(flat.includes(word), `${word} of: ${title}`);
    for (const ident of idents) assert.ok(flat.includes(ident), ident);
    assert.match(text.split('\f')[0].replace(/\s+/g, ' '), /Based on/);
    assert.match(flat, /DKIM-Signature: v=1/);
    assert.match(flat, /What it means|It means/);
    await page.waitForTimeout(100);
    assert.strictEqual(await page.$$eval('details[open]', (list) => list.length), openBefore);
    await leave(page);
  },
);
