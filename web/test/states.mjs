// The states of the page that tests look at. Each opens a page in that state; `slow` ones need the bad resolver.

import { bad, browser, pageForTests } from './harness.mjs';
import { choose, open, sample, settled } from './browser.mjs';

async function withResolver(operator, mode, url, options) {
  (await bad()).mode = mode;
  const page = await open(await browser(), { url, ...options });
  await choose(page, sample('22-body-footer').message);
  await page.click('#network');
  await page.click(`dialog label:has-text("${operator}")`);
  await page.keyboard.press('Escape');
  await page.click('#ask');
  return page;
}

async function example(name) {
  const page = await open(await browser());
  await page.click(`#example-${name}`);
  await settled(page);
  return page;
}

async function file(name) {
  const page = await open(await browser());
  await choose(page, sample(name).message);
  return page;
}

export const states = {
  empty: async () => open(await browser()),
  pass: () => example('pass'),
  fail: () => example('list'),
  spoof: () => example('spoof'),
  unasked: () => file('133-paste-gmail-table'),
  async pending() {
    const page = await withResolver('Bad Resolver', 'slow', await pageForTests());
    await page.waitForSelector('.offer .asking');
    return page;
  },
  async error() {
    const page = await withResolver('Bad Resolver', 'error', await pageForTests());
    await settled(page);
    return page;
  },
  async russian() {
    const page = await example('list');
    await page.click('#language-ru');
    await settled(page);
    return page;
  },
  async dark() {
    const page = await file('146-rspamd');
    await page.emulateMedia({ colorScheme: 'dark' });
    return page;
  },
};

// Leaves nothing behind for the next state.
export async function leave(page) {
  await page.evaluate(() => localStorage.clear());
  await page.close();
}
