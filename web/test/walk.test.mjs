// As a new user would: the file from disk, a paste, the verdict, DNS, the ticket. And pictures of the main states.

import assert from 'node:assert';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { browser, dns, pageForTests } from './harness.mjs';
import { built, launch, loadAnswers, open, paste, sample, settled } from './browser.mjs';
import { leave, states } from './states.mjs';

const pasted = (name) => readFileSync(sample(name).message, 'utf8').replaceAll('\r\n', '\n');

// The first two lines name the cause, and the first finding who acts.
const walks = [
  [
    'Gmail',
    '21-list-footer-and-tag',
    /example\.com signed this message, but it was changed afterwards/,
    /lists\.example\.org.*appended/s,
    /forwarder, list or gateway/,
  ],
  [
    'Microsoft',
    '143-microsoft-spoof',
    /nothing here proves that this message came from example\.com/,
    /SPF gives fail for example\.com from 198\.51\.100\.77/,
    /DNS administrator of the domain/,
  ],
  [
    'damaged on the way',
    '22-body-footer',
    /example\.com signed this header, but the body changed afterwards/,
    /octets were appended/,
    /forwarder, list or gateway/,
  ],
  ['damaged by copying', '133-paste-gmail-table', /Authenticated as example\.com/, /fits the header/, null],
];

for (const [what, name, first, second, who] of walks) {
  test(`${what}: pasted, with the answers of the day`, async () => {
    const page = await open(await browser());
    await paste(page, pasted(name));
    await loadAnswers(page, sample(name).answersFile);
    assert.match(await page.textContent('#verdict h2'), first);
    assert.match(await page.textContent('#verdict .because'), second);
    if (who) assert.match(await page.locator('#todo .finding').first().locator('.meta .who').textContent(), who);
    else assert.match(await page.textContent('#todo'), /Nothing needs doing/);
    await leave(page);
  });
}

test('from disk, network off, then DNS, then the ticket', { timeout: 60_000 }, async () => {
  const servers = await dns();
  const url = await pageForTests();
  assert.ok(url.startsWith('file://'));
  await servers.serve(sample('10-aligned-pass').folder);
  const page = await open(await browser(), { url });
  await paste(page, pasted('10-aligned-pass'));
  const before = await page.textContent('#verdict');
  assert.match(before, /DNS not asked/);
  assert.match(await page.textContent('#dkim, #checks'), /could not be checked/);
  await page.click('#ask');
  await settled(page);
  assert.match(await page.textContent('#verdict h2'), /^Authenticated as example\.com/);
  assert.match(await page.textContent('#verdict'), /DNS asked/);
  await page.click('#copy');
  await page.waitForFunction(() => document.querySelector('#ticket-text').value !== '');
  const ticket = await page.inputValue('#ticket-text');
  assert.match(ticket, /Authenticated as `example\.com`/);
  assert.ok(ticket.split('\n').length < 60);
  assert.ok(!ticket.includes('anna@'), 'redacted by default');
  await page.click('#copy-ticket');
  await page.waitForFunction(() => /Copied/.test(document.querySelector('dialog [role=status]').textContent));
  assert.deepStrictEqual(page.complaints, []);
  await leave(page);
});

// What is out of view too, for a picture of the whole.
const layOut = (page) =>
  page.$$eval('section', (all) => all.forEach((section) => (section.style.contentVisibility = 'visible')));

test('pictures of the main states', { timeout: 180_000 }, async () => {
  const folder = join(built, 'screenshots');
  mkdirSync(folder, { recursive: true });
  for (const [name, make] of Object.entries(states)) {
    for (const [device, viewport] of [
      ['desktop', { width: 1280, height: 900 }],
      ['phone', { width: 390, height: 844 }],
    ]) {
      const page = await make();
      await page.setViewportSize(viewport);
      await page.evaluate(() => scrollTo(0, 0));
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(folder, `${name}-${device}.png`) });
      await layOut(page);
      await page.screenshot({ path: join(folder, `${name}-${device}-whole.png`), fullPage: true });
      await leave(page);
    }
  }
  const context = await launch({ forcedColors: 'active', colorScheme: 'dark' });
  const page = await open(context);
  await page.click('#example-list');
  await settled(page);
  await layOut(page);
  await page.screenshot({ path: join(folder, 'forced-colours-desktop-whole.png'), fullPage: true });
  await context.close();
});
