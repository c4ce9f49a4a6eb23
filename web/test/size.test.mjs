// What the page may weigh, and that the build gives the same octets again. Times are the business of bench.mjs.

import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';

import { browser } from './harness.mjs';
import { built, open, root, shipped } from './browser.mjs';

test('the page, gzip: 640 KB at most', () => {
  const size = gzipSync(readFileSync(shipped), { level: 9 }).length;
  assert.ok(size <= 640_000, `${size} octets`);
});

test('script and style without the module: 60 KB at most', () => {
  const { script, style } = JSON.parse(readFileSync(shipped.replace('.html', '.sizes.json'), 'utf8'));
  assert.ok(script + style <= 60_000, `${script} + ${style}`);
});

test('the same inputs give the same octets', () => {
  const again = join(built, 'test/again.html');
  const module = join(root, 'build/page/wasm/indicia.wasm');
  const build = (out) =>
    execFileSync(process.execPath, [join(root, 'web/build.mjs'), '--module', module, '--out', out]);
  build(again);
  const first = readFileSync(again);
  build(again);
  assert.ok(first.equals(readFileSync(again)));
});

test('a large message leaves the page usable, and progress is shown', { timeout: 90_000 }, async () => {
  const page = await open(await browser());
  await page.waitForTimeout(500);
  const line = `${'0123456789'.repeat(7)}abcd\r\n`;
  await page.evaluate((given) => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ type: 'longtask' });
    const data = new DataTransfer();
    data.items.add(
      new File(
        [new Blob(['From: a@example.com\r\nSubject: large\r\n\r\n', ...Array(310).fill(given.repeat(1000))])],
        'large.eml',
      ),
    );
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, line);
  await page.waitForSelector('.summary-line:not([hidden])');
  assert.match(await page.textContent('.summary-line'), /Analysing/);
  await page.waitForSelector('#verdict', { timeout: 60_000 });
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});
