// Messages that want to be more than text, and inputs that are none: each ends in a sentence, the input is kept, and
// the console stays clean.

import assert from 'node:assert';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';

import { browser, native, scratch } from './harness.mjs';
import { choose, download, idle, launch, open, paste, sample, settled, shipped } from './browser.mjs';

const file = (name, content) => {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
};
const notice = (page) => page.textContent('#notice');

const hostile = [
  'Received: from <img src=x onerror=alert(1)> (evil.example [192.0.2.66]) by mx.receiver.example with ESMTP id 1; Sat, 21 Nov 2026 09:02:04 +0000',
  'Authentication-Results: mx.receiver.example; dmarc=fail (<script>alert(1)</script>) header.from=evil.example',
  'From: "<img src=x onerror=window.reached=1>" <a@evil.example>',
  'To: b@receiver.example',
  'Subject: \u202Egnp.exe </script><script>window.reached=1</script> \u001b[31mred\u001b[0m \u200bzero',
  'List-Unsubscribe: <javascript:window.reached=1>',
  'Message-ID: <"><svg/onload=window.reached=1>@evil.example>',
  'Date: Sat, 21 Nov 2026 09:02:04 +0000',
  'X-Spam-Status: Yes, score=9.9 required=5.0 tests=<b>BOLD</b>',
  '',
  '<h1>hello</h1>\u2028<!-- --><script>window.reached=1</script>',
  '',
].join('\r\n');

test('a hostile message is text', async () => {
  const page = await open(await browser());
  await paste(page, hostile);
  await page.keyboard.press('e');
  const state = await page.evaluate(() => ({
    reached: window.reached ?? null,
    images: document.querySelectorAll('main img, main iframe, main object, main script, main b b').length,
    links: [...document.querySelectorAll('a')]
      .map((link) => link.getAttribute('href'))
      .filter((href) => !href.startsWith('#')),
    text: document.querySelector('main').textContent,
  }));
  assert.strictEqual(state.reached, null);
  assert.strictEqual(state.images, 0);
  assert.deepStrictEqual(state.links, []);
  assert.ok(state.text.includes('<img src=x onerror='), 'shown as it stands');
  assert.ok(state.text.includes('U+202E') && !state.text.includes('\u202e'), 'bidi control is named');
  assert.ok(state.text.includes('U+200B') && !state.text.includes('\u200b'), 'zero width is named');
  assert.ok(!state.text.includes('\u001b'), 'no escape character');
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});

test('a field of 1 MB, and 10,000 fields', { timeout: 120_000 }, async () => {
  const page = await open(await browser());
  const head = 'From: a@example.com\r\nDate: Sat, 21 Nov 2026 09:02:04 +0000\r\n';
  await choose(page, file('long.eml', `${head}X-Long: ${'y'.repeat(1 << 20)}\r\nSubject: end\r\n\r\nbody\r\n`));
  assert.ok((await page.evaluate(() => document.querySelector('#raw').textContent.length)) < 100_000);
  await choose(
    page,
    file('many.eml', `${head}${Array.from({ length: 10_000 }, (_, i) => `X-${i}: ${i}\r\n`).join('')}\r\nbody\r\n`),
  );
  assert.match(await page.textContent('#verdict-title'), /./);
  assert.ok((await page.$$('#lines li')).length <= 600);
  await page.fill('#raw-filter', 'X-9999:');
  await page.waitForFunction(() => document.querySelectorAll('#lines li').length === 1);
  await page.evaluate(() => document.querySelectorAll('*').length);
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});

const refusedInputs = [
  [
    'an Outlook .msg',
    'letter.msg',
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4000, 7)]),
    /Outlook \.msg .*Internet headers/,
  ],
  ['an empty file', 'empty.eml', '', /empty/],
];
for (const [what, name, content, expected] of refusedInputs) {
  test(`${what} is answered with a sentence`, async () => {
    const page = await open(await browser());
    await page.setInputFiles('#file', file(name, content));
    await page.waitForSelector('#notice > div');
    assert.match(await notice(page), expected);
    assert.deepStrictEqual(page.complaints, []);
    await page.close();
  });
}

test('a file of 100 MB is refused with the limit, before it is read; what was there stays', async () => {
  const page = await open(await browser());
  await choose(page, sample('22-body-footer').message);
  const before = await page.textContent('#verdict');
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Blob([new Uint8Array(100_000_000)])], 'large.eml'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await page.waitForSelector('#notice > div');
  assert.match(await notice(page), /100 MB; the limit is 64 MB/);
  assert.strictEqual(await page.textContent('#verdict'), before);
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});

test('a file of 30 MB is asked about first', { timeout: 90_000 }, async () => {
  const page = await open(await browser());
  const body = `${'0123456789'.repeat(7)}\r\n`.repeat(30_000_000 / 72);
  await page.setInputFiles('#file', file('thirty.eml', `From: a@example.com\r\n\r\n${body}`));
  await page.waitForSelector('#notice button');
  assert.match(await notice(page), /30 MB/);
  await page.click('#notice button');
  await page.waitForSelector('#verdict', { timeout: 60_000 });
  await settled(page);
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});

const noMessages = [
  ['a binary', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + 13) % 256)), /does not look like/i],
  ['text that is no header', 'Dear all,\n\nplease find nothing here.\n', /does not look like/i],
  ['HTML', '<!doctype html><html><body><p>Hello</p></body></html>\n', /a web page, not a message/],
];
for (const [what, content, verdict] of noMessages) {
  test(`${what} is called no message, and the input stays open`, async () => {
    const page = await open(await browser());
    await choose(page, file('none.bin', content));
    assert.match(await page.textContent('#verdict'), verdict);
    assert.ok(await page.isVisible('#message-text'));
    assert.deepStrictEqual(page.complaints, []);
    await page.close();
  });
}

test('a message that hangs the analyser: the input is kept, and the next one works', { timeout: 60_000 }, async () => {
  const page = await open(await browser());
  await choose(page, sample('10-aligned-pass').message);
  // The hang is made from outside: the page has no hook for it.
  page
    .workers()[0]
    .evaluate(() => {
      for (;;);
    })
    .catch(() => undefined);
  await page.waitForTimeout(200);
  await page.click('#change');
  const text = readFileSync(sample('70-gmail').message, 'utf8').replaceAll('\r\n', '\n');
  await page.fill('#message-text', text);
  await page.waitForSelector('#notice > div', { timeout: 15_000 });
  assert.match(await notice(page), /The analyser stopped on this message\. It was not sent anywhere\./);
  assert.strictEqual(await page.inputValue('#message-text'), text);
  await idle(page);
  await page.click('#analyse');
  await settled(page);
  assert.match(await page.textContent('#verdict-title'), /./);
  assert.strictEqual((await notice(page)).trim(), '');
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});

// Long enough to search that the verdict is shown before.
const line = (seed) => Array.from({ length: 76 }, (_, at) => 'abcdefghijklmnop'[(seed * 31 + at * at) % 16]).join('');
const lines = (count) => Array.from({ length: count }, (_, at) => line(at)).join('\r\n');
const letter = `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=sel1; h=from;
 bh=9gnCGkCkOcCjMXzCIzRnJvTfGkVv0jJyA2qJ0XyZ1hM=; b=YWJj
From: a@example.com
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html

<html><body><p>${lines(300)}</p></body></html>
--b
Content-Transfer-Encoding: base64
Content-Type: application/pdf

${lines(13_000)}
--b--
`.replace(/\r?\n/g, '\r\n');

test('a message that comes while another is searched takes its place', { timeout: 60_000 }, async () => {
  const page = await open(await browser());
  await page.setInputFiles('#file', file('searched.eml', letter));
  await page.waitForSelector('#verdict');
  assert.ok(await page.$('main[aria-busy]'), 'the search still runs');
  await paste(page, readFileSync(sample('70-gmail').message, 'utf8'));
  assert.match(await page.textContent('#verdict-title'), /mx\.google\.com/);
  assert.strictEqual((await notice(page)).trim(), '');
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});

test('answers that cannot be read, brought while the search runs, do not end it', { timeout: 60_000 }, async () => {
  const page = await open(await browser());
  await page.setInputFiles('#file', file('searched.eml', letter));
  await page.waitForSelector('#dig', { state: 'attached' });
  assert.ok(await page.$('main[aria-busy]'), 'the search still runs');
  await page.evaluate(() => {
    document.querySelector('.bring').open = true;
  });
  await page.fill('#dig', '{"schema": 1}');
  await page.click('.bring .buttons button');
  await page.waitForSelector('#notice > div');
  await settled(page);
  assert.match(await notice(page), /cannot be read/);
  const report = JSON.parse(await download(page, () => page.click('.tools button:nth-of-type(3)')));
  assert.ok(report.dkim[0].forensics.body.tried > 0);
  await page.close();
});

test('a message that crashes the analyser', async () => {
  const page = await open(await browser());
  await choose(page, sample('10-aligned-pass').message);
  await page.workers()[0].evaluate(() => {
    self.onmessage = () => {
      setTimeout(() => {
        throw new Error('crash');
      });
    };
  });
  await page.click('#change');
  await page.fill('#message-text', 'From: a@example.com\n\n');
  await page.waitForSelector('#notice > div');
  assert.match(await notice(page), /The analyser stopped/);
  assert.strictEqual(await page.inputValue('#message-text'), 'From: a@example.com\n\n');
  await page.close();
});

test('no WebAssembly: a sentence that names the browsers', async () => {
  const context = await launch();
  const page = await open(context, {
    setup: (made) =>
      made.addInitScript(() => {
        delete globalThis.WebAssembly;
      }),
  });
  await page.waitForSelector('#notice > div');
  assert.match(await notice(page), /needs WebAssembly.*Chromium \d+, Firefox \d+/);
  assert.deepStrictEqual(page.complaints, []);
  await context.close();
});

test('storage blocked: everything works, nothing complains', async () => {
  const page = await open(await browser(), {
    setup: (made) =>
      made.addInitScript(() => {
        Object.defineProperty(globalThis, 'localStorage', {
          get() {
            throw new DOMException('blocked', 'SecurityError');
          },
        });
      }),
  });
  await page.selectOption('#theme', 'dark');
  await page.click('#language-ru');
  await choose(page, sample('22-body-footer').message);
  assert.match(await page.textContent('#todo h2'), /Что делать/);
  assert.strictEqual(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});

// What `indicia --html` does to the built page.
function saved(name, { escape = true, message = true, change = (json) => json } = {}) {
  const { message: path, answersFile, options } = sample(name);
  const report = JSON.parse(
    native(path, { ...options, name: 'message.eml', language: 'en' }, ['--answers', answersFile]),
  );
  const answers = answersFile.endsWith('.json') ? JSON.parse(readFileSync(answersFile, 'utf8')) : null;
  let json = JSON.stringify(
    change({
      schema: 'indicia-page/1',
      report,
      options,
      answers,
      message_base64: message ? readFileSync(path).toString('base64') : '',
    }),
  );
  if (escape) json = json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const html = readFileSync(shipped, 'utf8').replace(
    '<!--indicia-report-->',
    () => `<script type="application/json" id="report">${json}</script>`,
  );
  return pathToFileURL(file(`${name}.html`, html)).href;
}

test('a page with a report inside shows it and verifies it again', async () => {
  const url = saved('22-body-footer');
  const page = await open(await browser(), { url });
  await settled(page);
  assert.match(await page.textContent('.summary-line'), /saved report/);
  assert.match(await page.textContent('#verdict-title'), /signed this header, but the body changed/);
  assert.match(await page.textContent('#lines'), /DKIM-Signature/);
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});

test('a report inside whose texts try to end the script', async () => {
  const url = saved('10-aligned-pass', {
    change: (json) => ({
      ...json,
      message_base64: '',
      report: {
        ...json.report,
        headline: { ...json.report.headline, text: '</script><script>window.reached=1</script><!-- \u2028' },
      },
    }),
  });
  const page = await open(await browser(), { url });
  await settled(page);
  assert.ok((await page.textContent('#verdict-title')).startsWith('</script><script>window.reached=1</script><!--'));
  assert.strictEqual(await page.evaluate(() => window.reached ?? null), null);
  assert.match(await page.textContent('#raw'), /not part of this saved report/);
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});

test('a report inside that cannot be read leaves an empty page that works', async () => {
  const url = saved('10-aligned-pass', { change: () => ({ schema: 'other/1' }) });
  const page = await open(await browser(), { url });
  await page.waitForSelector('#notice > div');
  assert.match(await notice(page), /cannot be read/);
  await choose(page, sample('22-body-footer').message);
  assert.deepStrictEqual(page.complaints, []);
  await page.close();
});

test('several messages: a list to choose from', async () => {
  const page = await open(await browser());
  await choose(page, sample('91-mbox-two-messages').message);
  assert.strictEqual((await page.$$('#several option')).length, 2);
  const first = await page.textContent('#message');
  await page.selectOption('#several', '1');
  await settled(page);
  assert.notStrictEqual(await page.textContent('#message'), first);
  assert.match(await page.$eval('#several option:checked', ({ textContent }) => textContent), /^2: ./);
  assert.ok(existsSync(shipped));
  await page.close();
});

test('the page says what it repaired in pasted text', async () => {
  const page = await open(await browser());
  await choose(page, sample('133-paste-gmail-table').message);
  await page.click('.basis summary');
  const basis = await page.textContent('.basis');
  assert.match(basis, /webmail table above the headers left out/);
  assert.match(basis, /lines that lost their indentation/);
  assert.match(basis, /LF alone/);
  await page.close();
});
