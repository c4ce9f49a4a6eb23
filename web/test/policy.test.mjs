// The policy that is in force is the documented one, and the browser enforces it.

import assert from 'node:assert';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { browser, host } from './harness.mjs';
import { built, choose, open, root, sample, shipped } from './browser.mjs';

const html = readFileSync(shipped, 'utf8');
const sha = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('the policy in the file names its script, its style and its resolvers', () => {
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)[1];
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)[1];
  const origins = JSON.parse(readFileSync(join(root, 'web/resolvers.json'), 'utf8'))
    .map(({ url }) => new URL(url).origin)
    .join(' ');
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)[1];
  assert.strictEqual(
    policy,
    `default-src 'none'; script-src ${sha(script)} 'wasm-unsafe-eval'; style-src ${sha(style)}; worker-src blob:; ` +
      `connect-src ${origins}; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types indicia-worker`,
  );
  assert.strictEqual(`${policy}\n`, readFileSync(join(built, 'indicia.policy.txt'), 'utf8'));
});

test('there is one place for a saved report, and no other mark like it', () => {
  assert.strictEqual(html.split('<!--indicia-report-->').length, 2);
});

test('scripts, styles, forms, images, frames and HTML strings are refused', async () => {
  const page = await open(await browser());
  const outcome = await page.evaluate(async () => {
    const refused = [];
    const violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      violations.push(effectiveDirective),
    );
    const attempt = (name, act) => {
      try {
        act();
      } catch {
        refused.push(name);
      }
    };
    attempt('innerHTML', () => {
      document.createElement('div').innerHTML = '<b>x</b>';
    });
    // Later, since what the test itself evaluates is exempt.
    await new Promise((resolve) =>
      setTimeout(() => {
        attempt('eval', () => {
          (0, eval)('1');
        });
        resolve();
      }),
    );
    attempt('policy', () => trustedTypes.createPolicy('other', { createHTML: (text) => text }));
    attempt('worker', () => new Worker('data:text/javascript,1'));
    const script = document.createElement('script');
    attempt('script', () => {
      script.textContent = 'window.reached = true';
      document.body.append(script);
    });
    const style = document.createElement('style');
    style.textContent = 'body { display: none }';
    document.body.append(style);
    const image = document.createElement('img');
    image.src = 'https://example.com/x.png';
    document.body.append(image);
    const frame = document.createElement('iframe');
    frame.src = 'https://example.com/';
    document.body.append(frame);
    const fetched = await fetch('https://example.com/').then(
      () => 'reached',
      () => 'refused',
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    return {
      refused,
      violations: [...new Set(violations)],
      fetched,
      reached: window.reached ?? false,
      hidden: getComputedStyle(document.body).display,
    };
  });
  assert.deepStrictEqual(outcome.refused, ['innerHTML', 'eval', 'policy', 'worker', 'script']);
  for (const directive of ['style-src-elem', 'img-src', 'connect-src'])
    assert.ok(outcome.violations.includes(directive), directive);
  assert.deepStrictEqual([outcome.fetched, outcome.reached, outcome.hidden], ['refused', false, 'block']);
  await page.close();
});

test('the worker can fetch nothing that the page may not', async () => {
  const page = await open(await browser());
  await choose(page, sample('10-aligned-pass').message);
  const [worker] = page.workers();
  assert.ok(worker.url().startsWith('blob:'));
  assert.strictEqual(
    await worker.evaluate(() =>
      fetch('https://example.com/').then(
        () => 'reached',
        () => 'refused',
      ),
    ),
    'refused',
  );
  await page.close();
});

test('on a static host: one request, the same policy, no cookie, no storage of messages', async () => {
  const { url, asked } = await host();
  const page = await open(await browser(), { url });
  await choose(page, sample('22-body-footer').message);
  assert.deepStrictEqual(asked, ['/']);
  const stored = await page.evaluate(
    () => JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie + location.href,
  );
  assert.ok(!/example\.com/.test(stored), stored);
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});
