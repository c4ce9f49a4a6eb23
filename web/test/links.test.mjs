// From a statement to its bytes and answers, and back; and what the page remembers of its reader.

import assert from 'node:assert';
import test from 'node:test';

import { browser } from './harness.mjs';
import { choose, loadAnswers, open, paste, sample, settled } from './browser.mjs';
import { leave } from './states.mjs';

const focused = (page) => page.evaluate(() => document.activeElement.parentElement?.id);

async function withAnswers(name) {
  const page = await open(await browser());
  const { message, answersFile } = sample(name);
  await choose(page, message);
  await loadAnswers(page, answersFile);
  return page;
}

test('each answer links to the checks that read it', async () => {
  const page = await withAnswers('21-list-footer-and-tag');
  const rows = await page.$$eval('.ledger tbody tr', (all) =>
    all.map((row) => ({
      name: row.querySelector('th').textContent,
      usedBy: [...row.querySelectorAll('td:last-child button')].map(({ textContent }) => textContent),
    })),
  );
  assert.ok(rows.length > 2);
  for (const { name, usedBy } of rows) {
    const other = name.startsWith('_dmarc.') ? /^DMARC$/ : /^(SPF|DMARC)$/;
    const wanted = name.includes('._domainkey.') ? /^(DKIM|ARC)/ : other;
    assert.ok(usedBy.length > 0 && usedBy.every((each) => wanted.test(each)), `${name}: ${usedBy}`);
  }
  for (const check of ['SPF', 'DMARC', 'DKIM example.com']) {
    const link = page.locator('.ledger button', { hasText: new RegExp(`^${check}$`) }).first();
    await link.click();
    assert.match(await focused(page), new RegExp(`^check-${check.split(' ')[0].toLowerCase()}`));
    assert.ok(await page.evaluate(() => document.activeElement.parentElement.open));
  }
  await leave(page);
});

test('lines that no signature covers are marked, once a signature fits', async () => {
  const page = await open(await browser());
  const { message, answersFile } = sample('13-esp-unaligned');
  await choose(page, message);
  const marked = () =>
    page.$$eval('#lines li', (lines) =>
      lines
        .filter((line) => /not signed/.test(line.textContent))
        .map((line) => line.querySelector('b')?.textContent),
    );
  assert.deepStrictEqual(await marked(), []);
  await loadAnswers(page, answersFile);
  const names = await marked();
  assert.ok(names.includes('Received:'), `${names}`);
  assert.ok(!names.includes('From:') && !names.includes('DKIM-Signature:'), `${names}`);
  await leave(page);
});

test('whose side the reader is on is remembered, and says whose the work is', async () => {
  const page = await withAnswers('22-body-footer');
  await page.click('#role-send');
  assert.strictEqual(await page.getAttribute('#role-send', 'aria-pressed'), 'true');
  assert.strictEqual(await page.evaluate(() => document.activeElement.id), 'role-send');
  assert.match(await page.textContent('#todo'), /What to ask of others/);
  await page.reload();
  await page.waitForSelector('#message-text', { state: 'attached' });
  await choose(page, sample('22-body-footer').message);
  assert.strictEqual(await page.getAttribute('#role-send', 'aria-pressed'), 'true');
  await leave(page);
});

test('of several messages the newest stands first', async () => {
  const page = await open(await browser());
  const message = (day, subject) =>
    `From anna@example.com Fri Nov ${day} 09:00:00 2026\nFrom: anna@example.com\nDate: Fri, ${day} Nov 2026 09:00:00 +0000\nSubject: ${subject}\n\ntext\n\n`;
  await paste(page, message('06', 'oldest') + message('20', 'newest') + message('13', 'middle'));
  await page.waitForFunction(() => /newest/.test(document.querySelector('#several')?.textContent));
  const options = await page.$$eval('#several option', (all) => all.map(({ value }) => value));
  assert.deepStrictEqual(options, ['1', '2', '0']);
  await page.selectOption('#several', '2');
  await settled(page);
  assert.match(await page.textContent('#message'), /middle/);
  assert.deepStrictEqual(page.complaints, []);
  await leave(page);
});
