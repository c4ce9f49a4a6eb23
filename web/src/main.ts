// The page: takes a message, shows its report, keeps one message in memory.

import examples from 'indicia:examples';
import { type Asked, type Case, newCase, type Options } from './case';
import { Abandoned, Core, Refused, Stopped, Unavailable } from './core';
import { narrow, originOf, resolvers } from './doh';
import { append, type Child, h, replace } from './dom';
import { Examiner } from './examine';
import { embedded } from './embedded';
import { openForPrint, takeEverywhere } from './events';
import { fromFile, fromText, pick } from './intake';
import { installKeys } from './keys';
import { currentLanguage, type Clock, type Language, octets as sizeText, setLanguage, t } from './text';
import { outputs } from './output';
import { keep, recall } from './store';
import { announce, busy, later, live, main } from './status';
import { setTheme, topBar } from './view/bar';
import { checks } from './view/checks';
import { dialog, keysDialog, networkDialog } from './view/dialogs';
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
import type { Actions, Network, Role, View } from './view/view';

const answersLimit = 8_000_000;
const typingPause = 300;

const decode = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

let current: Case | null = null;
let previous: Case | null = null;
let pending = false;
let clock: Clock = 'utc';
let role: Role = (['send', 'receive'] as const).find((each) => each === recall('role')) ?? 'any';
let rawPanel: Raw | null = null;
// What the panels show, and how often they were drawn.
let drawn: Case | null = null;
let turns = 0;
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

const bar = h('header', { class: 'bar' });
const contents = h('nav', { class: 'contents' });
const inputPlace = h('div');
const reportPlace = h('div', { id: 'report-place' });

function failed(error: unknown): void {
  if (error instanceof Abandoned) return;
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

// What the core threw stands beside the input, which stays.
async function attempt(work: Promise<void>, one: Case): Promise<void> {
  try {
    await busy(work);
  } catch (error) {
    if (one !== current || error instanceof Abandoned) return;
    failed(error);
    if (one.report === null) {
      panelOfInput.fold(null, previous !== null);
      replace(reportPlace);
    } else draw();
  }
}

async function take(one: Case, focus: boolean): Promise<void> {
  if (current && current !== one) {
    const dropped = current.report ? previous : current;
    if (current.report) previous = current;
    if (dropped && dropped !== one) examiner.forget(dropped);
  }
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
  const intake = fromText(text);
  if (!('one' in intake)) return panelOfInput.say(Object.values(intake));
  panelOfInput.area.value = text;
  void take(intake.one, focus);
}

async function takeFile(file: File, sure = false): Promise<void> {
  const intake = await fromFile(file, sure);
  if ('one' in intake) return take(intake.one, true);
  if ('refused' in intake) return panelOfInput.say(intake.refused);
  panelOfInput.say(
    intake.ask,
    ' ',
    h('button', { type: 'button', onclick: () => void busy(takeFile(file, true)) }, t('ask.largeYes')),
    ' ',
    h('button', { type: 'button', onclick: () => panelOfInput.say() }, t('ask.largeNo')),
  );
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
    if (current?.text === null && current.octets.length < 2_000_000)
      panelOfInput.area.value = new TextDecoder().decode(current.octets);
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
  for (const [name, value] of Object.entries(current.options))
    if (value === undefined) delete (current.options as unknown as Record<string, unknown>)[name];
  panelOfInput.say();
  void attempt(examiner.analyse(current), current);
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
    // The search that these answers ended is still wanted.
    if (pending) void attempt(examiner.again(one), one);
  }
}

const actions = (one: Case): Actions => ({
  ...outputs(one, core, examiner, failed),
  hasOctets: one.octets.length > 0,
  show: (location, from) => rawPanel?.show(location, from),
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
    void attempt(
      examiner.ask(one, network, draw).then(() => {
        if (one.report) announce(t('status.verdict', { text: one.report.headline.text }));
        draw();
      }),
      one,
    );
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
  role(to) {
    role = to;
    keep('role', to);
    draw();
  },
  opened: (list) => openLists.has(list),
  open(list) {
    openLists.add(list);
    draw();
  },
  network: openNetwork,
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
    void attempt(
      examiner.analyse(one).then(() => this.ask()),
      one,
    );
  },
});

function openNetwork(): void {
  networkDialog(
    network,
    (resolver) => {
      network.resolver = resolver;
      keep('resolver', resolver.id);
      draw();
    },
    () => {
      narrow("'none'");
      network.state = 'never';
      draw();
    },
  );
}

const drawBar = (): void =>
  replace(
    bar,
    topBar(network, {
      proof: () => void openProof(),
      network: openNetwork,
      language: changeLanguage,
      theme: setTheme,
      keys: openKeys,
    }),
  );

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
  const view: View = { report: one.report!, one, network, clock, role, pending, actions: actions(one) };
  const focused = document.activeElement?.id;
  if (document.activeElement !== panelOfInput.area) panelOfInput.fold(one, previous !== null);
  if (view.report.message === null) {
    // Not a message: what was seen, and the input stays open.
    panelOfInput.fold(null, previous !== null);
    rawPanel = null;
    ++turns;
    replace(reportPlace, verdict(view));
    replace(contents);
    return;
  }
  const turn = ++turns;
  const upper = [several(one, inputActions), verdict(view), findings(view), identity(view), checks(view)];
  const lower = (): Child[] => {
    rawPanel = raw(view);
    return [
      path(view),
      filters(view),
      message(view),
      ledger(view),
      rawPanel.element,
      view.actions.hasOctets ? optionsPanel(one, inputActions) : null,
    ];
  };
  if (drawn === one) {
    replace(reportPlace, upper, lower());
  } else {
    // A new message comes in two tasks, so that none holds the page up.
    replace(reportPlace, upper);
    drawn = one;
    rawPanel = null;
    void busy(
      later(() => {
        if (turn === turns) append(reportPlace, lower());
      }),
    );
  }
  contents.setAttribute('aria-label', t('contents'));
  replace(
    contents,
    h('p', null, t('contents')),
    h(
      'ul',
      null,
      sections.map((id) => h('li', null, h('a', { href: `#${id}` }, t(id)))),
    ),
  );
  if (focused && document.activeElement?.id !== focused)
    document.getElementById(focused)?.focus({ preventScroll: true });
}

function drawShell(): void {
  panelOfInput = inputPanel(inputActions, true);
  replace(inputPlace, panelOfInput.element);
  drawBar();
}

function listen(): void {
  takeEverywhere({
    area: () => panelOfInput.area,
    text: (text) => takeText(text),
    file: (file) => void busy(takeFile(file)),
  });
  openForPrint();
  installKeys(() => recall('keys') !== 'off', {
    ticket: () => {
      if (!current?.report?.message || current.octets.length === 0) return;
      outputs(current, core, examiner, failed).ticket('markdown');
    },
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
