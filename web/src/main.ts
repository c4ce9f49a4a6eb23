// The page: takes a message, shows its report, keeps one message in memory.

import examples from 'indicia:examples';
import { type Asked, type Case, newCase, type Options } from './case';
import { Core, Refused, Stopped, Unavailable } from './core';
import { narrow, originOf, resolvers } from './doh';
import { h, replace } from './dom';
import { Examiner } from './examine';
import { embedded } from './embedded';
import { installKeys } from './keys';
import { currentLanguage, type Clock, type Language, octets as sizeText, setLanguage, t } from './text';
import { keep, recall, save } from './store';
import { checks } from './view/checks';
import { dialog, keysDialog, networkDialog, ticketDialog, type TicketForm } from './view/dialogs';
import { filters } from './view/filters';
import { findings } from './view/findings';
import { identity } from './view/identity';
import { inputPanel, type InputActions, options as optionsPanel, several } from './view/input';
import { ledger } from './view/ledger';
import { message } from './view/message';
import { forgetFolds } from './view/parts';
import { path } from './view/path';
import { proof } from './view/proof';
import { raw, type Raw } from './view/raw';
import { verdict } from './view/verdict';
import type { Actions, Network, View } from './view/view';

const softLimit = 25_000_000;
const hardLimit = 64 * 1024 * 1024;
const answersLimit = 8_000_000;
const typingPause = 300;

const decode = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

let current: Case | null = null;
let previous: Case | null = null;
let pending = false;
let clock: Clock = 'utc';
let rawPanel: Raw | null = null;
let typing: ReturnType<typeof setTimeout> | undefined;
let about = '';
let panelOfInput = inputPanel({} as InputActions, true);
const openLists = new Set<string>();

const network: Network = {
  state: 'off',
  resolver: resolvers.find(({ id }) => id === recall('resolver')) ?? resolvers[0] ?? null,
  narrowed: null,
  personal: new Set(),
  round: 0,
  names: 0,
};

const core = new Core();
const examiner = new Examiner(core, (one, stillSearching) => {
  if (one !== current) return;
  pending = stillSearching;
  draw();
});

// One polite region; emptied first, so that the same sentence twice is announced twice.
const live = h('p', { role: 'status', class: 'visually-hidden', id: 'live' });
function announce(text: string): void {
  live.textContent = '';
  setTimeout(() => { live.textContent = text; }, 60);
}

const bar = h('header', { class: 'bar' });
const contents = h('nav', { class: 'contents' });
const main = h('main', { id: 'main' });
const inputPlace = h('div');
const reportPlace = h('div', { id: 'report-place' });

function failed(error: unknown): void {
  pending = false;
  network.state = network.state === 'never' ? 'never' : 'off';
  if (error instanceof Refused) panelOfInput.say(t('refused', { why: error.message }));
  else if (error instanceof Unavailable) panelOfInput.say(t('unavailable'));
  else if (error instanceof Stopped) panelOfInput.say(t('stopped'));
  else {
    panelOfInput.say(t('stopped'));
    console.error(error);
  }
  announce(document.getElementById('notice')?.textContent ?? '');
}

// The report is marked as busy while anything is under way.
let working = 0;
async function busy<Value>(work: Promise<Value>): Promise<Value> {
  ++working;
  main.setAttribute('aria-busy', 'true');
  try {
    return await work;
  } finally {
    if (--working === 0) main.removeAttribute('aria-busy');
  }
}

// What the core threw stands beside the input, which stays.
async function attempt(work: Promise<void>, one: Case): Promise<void> {
  try {
    await busy(work);
  } catch (error) {
    if (one !== current) return;
    failed(error);
    if (one.report === null) {
      panelOfInput.fold(null, previous !== null);
      replace(reportPlace);
    } else draw();
  }
}

async function take(one: Case, focus: boolean): Promise<void> {
  if (current && current !== one && current.report) previous = current;
  current = one;
  forgetFolds();
  openLists.clear();
  network.personal.clear();
  network.state = network.state === 'never' ? 'never' : 'off';
  panelOfInput.say();
  if (one.octets.length > 300_000) {
    panelOfInput.fold(one, previous !== null);
    announce(t('input.working', { size: sizeText(one.octets.length) }));
  }
  await attempt(examiner.analyse(one), one);
  if (one !== current || !one.report) return;
  announce(t('status.verdict', { text: one.report.headline.text }));
  if (focus) document.getElementById('verdict-title')?.focus({ preventScroll: true });
  if (focus) document.getElementById('verdict')?.scrollIntoView({ block: 'nearest' });
  if (one.report.input.messages > 1 && one.octets.length < 4_000_000) await attempt(examiner.list(one), one);
}

function takeText(text: string, focus = true): void {
  if (text.trim() === '') return;
  const octets = new TextEncoder().encode(text);
  if (octets.length > hardLimit) return panelOfInput.say(t('too.large', { size: sizeText(octets.length) }));
  panelOfInput.area.value = text;
  void take(newCase(octets, 'paste', '', text), focus);
}

async function takeFile(file: File, sure = false): Promise<void> {
  if (file.size > hardLimit) return panelOfInput.say(t('too.large', { size: sizeText(file.size) }));
  if (file.size > softLimit && !sure) {
    return panelOfInput.say(t('ask.large', { size: sizeText(file.size) }), ' ',
      h('button', { type: 'button', onclick: () => void busy(takeFile(file, true)) }, t('ask.largeYes')), ' ',
      h('button', { type: 'button', onclick: () => panelOfInput.say() }, t('ask.largeNo')));
  }
  let octets: Uint8Array;
  try {
    octets = new Uint8Array(await file.arrayBuffer());
  } catch {
    return panelOfInput.say(t('unreadable'));
  }
  if (octets.length === 0) return panelOfInput.say(t('empty.file'));
  // The compound file that Outlook saves.
  const compound = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
  if (compound.every((octet, index) => octets[index] === octet)) return panelOfInput.say(t('msg'));
  await take(newCase(octets, 'file', file.name), true);
}

const inputActions: InputActions = {
  analyse: (text) => takeText(text),
  typed(text) {
    clearTimeout(typing);
    // While typing the focus stays, and so does the box.
    typing = setTimeout(() => takeText(text, false), typingPause);
  },
  file: (file) => void busy(takeFile(file)),
  example(name) {
    const { message, answers, options } = examples[name];
    const one = newCase(decode(message), 'example', `example-${name}.eml`);
    Object.assign(one.options, options);
    one.supplied = answers;
    one.suppliedName = `example-${name}.answers`;
    void take(one, true);
  },
  change() {
    panelOfInput.fold(null, previous !== null);
    if (current?.text === null && current.octets.length < 2_000_000) panelOfInput.area.value = new TextDecoder().decode(current.octets);
    panelOfInput.area.focus();
  },
  undo() {
    if (!previous) return;
    const one = previous;
    previous = current;
    current = one;
    if (one.text !== null) panelOfInput.area.value = one.text;
    draw();
    document.getElementById('verdict-title')?.focus();
  },
  set: (options) => set(options),
};

function set(options: Partial<Options>): void {
  if (!current) return;
  Object.assign(current.options, options);
  for (const [name, value] of Object.entries(current.options)) if (value === undefined) delete (current.options as unknown as Record<string, unknown>)[name];
  panelOfInput.say();
  void attempt(examiner.analyse(current), current);
}

async function pick(accept: string): Promise<File | null> {
  const picker = h('input', { type: 'file', accept });
  picker.click();
  return new Promise((resolve) => picker.addEventListener('change', () => resolve(picker.files?.[0] ?? null)));
}

async function loadAnswers(text: string, name: string): Promise<void> {
  const one = current;
  if (!one) return;
  const before = [one.supplied, one.suppliedName] as const;
  one.supplied = text;
  one.suppliedName = name;
  panelOfInput.say();
  try {
    await busy(examiner.again(one));
    announce(t('status.verdict', { text: one.report?.headline.text ?? '' }));
  } catch (error) {
    [one.supplied, one.suppliedName] = before;
    if (!(error instanceof Refused)) return failed(error);
    panelOfInput.say(t('answers.bad', { why: error.message }));
    announce(t('answers.bad', { why: error.message }));
  }
}

const name = (end: string): string => `${(current?.options.name ?? '').replace(/\.[a-z0-9]{1,5}$/i, '').replace(/[^\w.-]+/g, '-') || 'indicia'}${end}`;

const actions = (one: Case): Actions => ({
  hasOctets: one.octets.length > 0,
  show: (location, from) => rawPanel?.show(location, from),
  showFinding(ident) {
    const box = document.getElementById(`finding-${ident}`);
    for (let at: Element | null | undefined = box; at; at = at.parentElement?.closest('details')) {
      if (at instanceof HTMLDetailsElement) at.open = true;
    }
    const details = box?.querySelector('details');
    if (details) details.open = true;
    box?.scrollIntoView({ block: 'center' });
    box?.querySelector('summary')?.focus({ preventScroll: true });
  },
  set,
  ask() {
    const resolver = network.resolver;
    if (!resolver || network.state !== 'off') return;
    if (network.narrowed === null) {
      narrow(originOf(resolver));
      network.narrowed = resolver;
    }
    network.state = 'asking';
    panelOfInput.say();
    drawBar();
    void attempt(examiner.ask(one, network, draw).then(() => {
      if (one.report) announce(t('status.verdict', { text: one.report.headline.text }));
      draw();
    }), one);
  },
  tick(key, ticked) {
    if (ticked) network.personal.add(key);
    else network.personal.delete(key);
    draw();
  },
  clock(to) {
    clock = to;
    draw();
  },
  opened: (list) => openLists.has(list),
  open(list) {
    openLists.add(list);
    draw();
  },
  network: openNetwork,
  ticket(form) {
    openTicket(one, form);
  },
  saveReport: () => save(name('.report.json'), `${one.reportText}\n`, 'application/json'),
  saveRedacted: () => void core.redacted(one.handle!).then((octets) => save(name('.redacted.eml'), octets, 'message/rfc822')).catch(failed),
  print: () => window.print(),
  saveAnswers: () => void core.answers(one.handle!, one.supplied).then((text) => save(name('.answers.json'), text, 'application/json')).catch(failed),
  loadAnswers: (text, source) => void loadAnswers(text, source),
  async pickAnswers() {
    const file = await pick('.json,.txt,.zone,application/json,text/plain');
    if (!file) return;
    if (file.size > answersLimit) return panelOfInput.say(t('answers.large'));
    await busy(file.text().then((text) => loadAnswers(text, file.name)));
  },
  forgetAnswers() {
    void loadAnswers('', '');
  },
  again(rows: Asked[]) {
    one.observed = one.observed.filter((row) => !rows.includes(row));
    void attempt(examiner.analyse(one).then(() => this.ask()), one);
  },
});

function openTicket(one: Case, form: TicketForm): void {
  ticketDialog(form, async (format, redact) => {
    try {
      return await core.ticket(one.handle!, { format, redact, language: currentLanguage() });
    } catch (error) {
      failed(error);
      return '';
    }
  }, announce);
}

function openNetwork(): void {
  networkDialog(network, (resolver) => {
    network.resolver = resolver;
    keep('resolver', resolver.id);
    draw();
  }, () => {
    narrow("'none'");
    network.state = 'never';
    draw();
  });
}

function drawBar(): void {
  const theme = recall('theme') ?? document.documentElement.dataset.theme ?? 'auto';
  const label = network.state === 'never' ? t('network.never') : network.narrowed ? t('network.on', { operator: network.narrowed.operator }) : t('network.off');
  const themes = h('select', { id: 'theme', 'aria-label': t('theme') }, (['auto', 'light', 'dark'] as const).map((each) => h('option', { value: each, selected: each === theme }, t(`theme.${each}`))));
  themes.addEventListener('change', () => setTheme(themes.value));
  replace(bar,
    h('a', { class: 'skip', href: '#main' }, t('skip')),
    h('h1', null, t('name')),
    h('div', { class: 'bar-buttons' },
      h('button', { type: 'button', class: 'quiet', id: 'proof', onclick: () => void openProof() }, t('nothingUploaded')),
      h('button', { type: 'button', class: `quiet network ${network.state}`, id: 'network', onclick: openNetwork }, label),
      h('div', { class: 'switch', role: 'group', 'aria-label': t('language') }, (['en', 'ru'] as const).map((each) =>
        h('button', { type: 'button', lang: each, 'aria-pressed': String(currentLanguage() === each), 'aria-label': each === 'en' ? 'EN, English' : 'RU, русский', id: `language-${each}`, onclick: () => changeLanguage(each) }, each.toUpperCase()))),
      themes,
      h('button', { type: 'button', class: 'quiet', id: 'keys', 'aria-label': t('keys'), onclick: openKeys }, '?')));
}

async function openProof(): Promise<void> {
  if (about === '') {
    try {
      const { version, public_suffix_list_date: date } = JSON.parse(await core.about()) as Record<string, string>;
      about = t('about', { version: version ?? '', date: date ?? '' });
    } catch {
      about = '';
    }
  }
  dialog(t('nothingUploaded'), proof(about));
}

const openKeys = (): void => keysDialog(recall('keys') !== 'off', (on) => keep('keys', on ? 'on' : 'off'));

function setTheme(theme: string): void {
  keep('theme', theme);
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function changeLanguage(language: Language): void {
  if (language === currentLanguage()) return;
  setLanguage(language);
  keep('language', language);
  about = '';
  const text = panelOfInput.area.value;
  drawShell();
  panelOfInput.area.value = text;
  document.getElementById(`language-${language}`)?.focus();
  if (current && current.octets.length > 0) set({});
  else draw();
}

const sections = ['todo', 'identity', 'checks', 'path', 'filters', 'message', 'dns', 'raw'] as const;

function draw(): void {
  drawBar();
  if (!current?.report) return;
  const one = current;
  const view: View = { report: one.report!, one, network, clock, pending, actions: actions(one) };
  const focused = document.activeElement?.id;
  if (document.activeElement !== panelOfInput.area) panelOfInput.fold(one, previous !== null);
  if (view.report.message === null) {
    // Not a message: what was seen, and the input stays open.
    panelOfInput.fold(null, previous !== null);
    rawPanel = null;
    replace(reportPlace, verdict(view));
    replace(contents);
    return;
  }
  rawPanel = raw(view);
  replace(reportPlace,
    several(one, inputActions), verdict(view), findings(view), identity(view), checks(view), path(view), filters(view), message(view), ledger(view),
    rawPanel.element, view.actions.hasOctets ? optionsPanel(one, inputActions) : null);
  contents.setAttribute('aria-label', t('contents'));
  replace(contents, h('p', null, t('contents')), h('ul', null, sections.map((id) => h('li', null, h('a', { href: `#${id}` }, t(id))))));
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function drawShell(): void {
  panelOfInput = inputPanel(inputActions, true);
  replace(inputPlace, panelOfInput.element);
  drawBar();
}

function listen(): void {
  // Paste and drop are taken anywhere on the page.
  document.addEventListener('paste', (event) => {
    const target = event.target as HTMLElement;
    if (target !== panelOfInput.area && target.closest('input, textarea, dialog')) return;
    const file = event.clipboardData?.files[0];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (file && text === '') {
      event.preventDefault();
      void busy(takeFile(file));
      return;
    }
    // Into a box with text in it: an edit like typing.
    if (text === '' || (target === panelOfInput.area && panelOfInput.area.value !== '' && panelOfInput.area.selectionEnd - panelOfInput.area.selectionStart < panelOfInput.area.value.length)) return;
    event.preventDefault();
    takeText(text);
  });
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dragging');
  });
  for (const end of ['dragleave', 'drop', 'dragend']) document.addEventListener(end, () => document.body.classList.remove('dragging'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    const text = event.dataTransfer?.getData('text/plain') ?? '';
    if (file) void busy(takeFile(file));
    else if (text !== '') takeText(text);
  });
  const closed: HTMLDetailsElement[] = [];
  window.addEventListener('beforeprint', () => {
    document.body.classList.add('printing');
    document.querySelectorAll('details').forEach((details) => {
      if (details.open || details.closest('#input, .options, .bring')) return;
      closed.push(details);
      details.open = true;
    });
  });
  window.addEventListener('afterprint', () => {
    closed.splice(0).forEach((details) => { details.open = false; });
    setTimeout(() => document.body.classList.remove('printing'), 50);
  });
  installKeys(() => recall('keys') !== 'off', {
    ticket: () => { if (current?.report?.message && current.octets.length > 0) openTicket(current, 'markdown'); },
    help: openKeys,
  });
}

function start(): void {
  const stored = recall('language');
  setLanguage(stored === 'ru' || (stored === null && navigator.language.toLowerCase().startsWith('ru')) ? 'ru' : 'en');
  setTheme(recall('theme') ?? 'auto');
  document.body.append(bar, h('div', { class: 'columns' }, contents, main), live);
  main.append(inputPlace, reportPlace);
  drawShell();
  listen();
  const saved = embedded();
  if (saved === 'bad') panelOfInput.say(t('saved.bad'));
  else if (saved) {
    setLanguage(saved.options.language === 'ru' ? 'ru' : 'en');
    drawShell();
    current = saved;
    draw();
    // Verified again where the message is there; until then the saved report stands.
    if (saved.octets.length > 0) void attempt(examiner.analyse(saved), saved);
  }
}

function begin(): void {
  core.begin(document.getElementById('module')?.textContent ?? '');
  core.ready.catch(failed);
}

start();
// The module's element stands behind this script, so that the page can be used while it still loads.
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
else begin();
