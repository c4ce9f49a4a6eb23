// Pieces that several panels use.

import type { Location } from '../generated/report';
import { type Child, h, quoted } from '../dom';
import { type Label, t } from '../text';
import type { Actions } from './view';

// Which <details> are open is remembered over a new report.
const opened = new Map<string, boolean>();

export function fold(
  key: string,
  attributes: { class?: string; open?: boolean; id?: string },
  summary: Child,
  ...content: Child[]
): HTMLDetailsElement {
  const element = h(
    'details',
    {
      class: attributes.class,
      open: opened.get(key) ?? attributes.open ?? false,
      'data-key': key,
      id: attributes.id,
    },
    h('summary', null, summary),
    ...content,
  );
  element.addEventListener('toggle', () => {
    // Printing opens everything for a moment.
    if (!document.body.classList.contains('printing')) opened.set(key, element.open);
  });
  return element;
}

export const forgetFolds = (): void => opened.clear();

// Opens what stands under this id, and all that it is folded into, and goes there.
export function reveal(id: string): void {
  const target = document.getElementById(id);
  const inner = target instanceof HTMLDetailsElement ? target : target?.querySelector('details');
  if (inner) inner.open = true;
  for (let at: Element | null | undefined = target; at; at = at.parentElement?.closest('details'))
    if (at instanceof HTMLDetailsElement) at.open = true;
  target?.scrollIntoView({ block: 'center' });
  (inner?.querySelector('summary') ?? target)?.focus({ preventScroll: true });
}

export const panel = (id: string, title: string, ...content: Child[]): HTMLElement =>
  h(
    'section',
    { id, class: 'panel', 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    ...content,
  );

// Nothing to say is said.
export const nothing = (label: Label): HTMLElement => h('p', { class: 'nothing' }, t(label));

export type Row = [string, ...Child[]] | null | false;

export const rows = (...list: Row[]): HTMLElement =>
  h(
    'dl',
    { class: 'rows' },
    list
      .filter((row): row is [string, ...Child[]] => Boolean(row))
      .map(([name, ...value]) => h('div', null, h('dt', null, name), h('dd', null, ...value))),
  );

// "line 31", to the octets it speaks of.
export function place(actions: Actions, location: Location | null | undefined): Child {
  if (!location || location.line === 0 || !actions.hasOctets) return null;
  return h(
    'button',
    { class: 'place', type: 'button', onclick: (event) => actions.show(location, event.currentTarget as HTMLElement) },
    t('line', { count: location.line }),
  );
}

// Domain with the organizational part set off.
export function domain(name: string | null, organizational: string | null): Child {
  if (name === null) return t('unknown');
  const at =
    organizational && name.toLowerCase().endsWith(organizational.toLowerCase())
      ? name.length - organizational.length
      : 0;
  return h('bdi', { class: 'domain' }, at > 0 ? name.slice(0, at) : null, h('b', null, name.slice(at)));
}

// Long texts keep both ends.
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - end)}\u2026${text.slice(text.length - end)}`;
}

export const mono = (text: string | null): Child =>
  text === null || text === '' ? t('none') : h('code', null, quoted(text));

export const quietButton = (
  label: string,
  act: (event: Event) => void,
  extra: Record<string, string> = {},
): HTMLButtonElement => h('button', { type: 'button', class: 'quiet', onclick: act, ...extra }, label);
