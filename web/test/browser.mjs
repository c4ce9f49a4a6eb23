// Debian's Chromium with a fresh profile, and what the tests do with the page.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const built = join(root, 'build/page/web');
export const shipped = join(built, 'indicia.html');

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-dev-shm-usage',
];

export async function launch(options = {}) {
  if (!executable) throw new Error('Chromium is missing: tools/install test');
  const profile = mkdtempSync(join(tmpdir(), 'indicia-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable,
    headless: true,
    args: flags,
    acceptDownloads: true,
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...options,
  });
  const close = context.close.bind(context);
  context.close = async () => {
    await close();
    rmSync(profile, { recursive: true, force: true });
  };
  return context;
}

// A page with the file open; its requests, console messages and errors are recorded. What another page of the
// profile was told to remember is forgotten; what this one is told outlives its reloads.
export async function open(context, { url = pathToFileURL(shipped).href, setup } = {}) {
  const page = await context.newPage();
  page.requests = [];
  page.complaints = [];
  page.on('request', (request) => page.requests.push(request.url()));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.complaints.push(message.text());
  });
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  await page.addInitScript(() => {
    try {
      if (!sessionStorage.opened) localStorage.clear();
      sessionStorage.opened = 'yes';
    } catch {
      // Storage is blocked, as some tests want it.
    }
  });
  if (setup) await setup(page);
  await page.goto(url);
  await page.waitForSelector('#message-text', { state: 'attached' });
  return page;
}

// What left the page: everything but the file itself, blobs and data.
export const sent = (page, url = pathToFileURL(shipped).href) =>
  page.requests.filter((each) => each !== url && !each.startsWith('blob:') && !each.startsWith('data:'));

export const sample = (name) => {
  const folder = join(root, 'samples', name);
  const answersFile = ['answers.json', 'zone.txt'].map((file) => join(folder, file)).find((file) => existsSync(file));
  return {
    folder,
    message: join(folder, 'message.eml'),
    answersFile,
    options: JSON.parse(readFileSync(join(folder, 'options.json'), 'utf8')),
  };
};

export const idle = (page) =>
  page.waitForFunction(() => !document.querySelector('main[aria-busy]'), null, { timeout: 30_000 });

export async function settled(page) {
  await idle(page);
  await page.waitForSelector('#verdict', { state: 'attached', timeout: 10_000 });
}

// Pastes text as a user does, without the clipboard of the machine.
export async function paste(page, text) {
  await page.evaluate((given) => {
    const data = new DataTransfer();
    data.setData('text/plain', given);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
  await settled(page);
}

export async function choose(page, files) {
  await page.setInputFiles('#file', files);
  await settled(page);
}

export async function download(page, act) {
  const [file] = await Promise.all([page.waitForEvent('download'), act()]);
  return readFileSync(await file.path());
}

// Loads an answers file through the page's own button.
export async function loadAnswers(page, file) {
  await page.evaluate(() => {
    document.querySelector('.bring').open = true;
  });
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.click('.bring button:last-of-type')]);
  await chooser.setFiles(file);
  await settled(page);
}
