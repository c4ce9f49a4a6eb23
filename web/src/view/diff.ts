// A proven edit as two texts side by side: as signed, and as it arrived. The changed octets are set off inside
// their lines, with a line of what stands around them.

import type { DkimSignature, Edit, Replacement } from '../generated/report';
import { type Child, h, quoted } from '../dom';
import { phrase, t } from '../text';
import { place } from './parts';
import type { View } from './view';

const decoder = new TextDecoder('utf-8');
const mostLines = 14;
const mostCharacters = 2000;

interface Around {
  above: string;
  head: string;
  tail: string;
  below: string;
}

// The rest of the line before and behind the octets, and the lines next to it.
function around(octets: Uint8Array, offset: number, length: number): Around {
  const newline = 0x0a;
  const lineStart = (at: number) => (at <= 0 ? 0 : octets.lastIndexOf(newline, at - 1) + 1);
  const lineEnd = (at: number) => {
    const end = octets.indexOf(newline, at);
    return end < 0 ? octets.length : end;
  };
  const text = (from: number, to: number) =>
    decoder.decode(octets.subarray(Math.max(from, to - mostCharacters, 0), to));
  const start = lineStart(offset);
  const end = offset + length;
  // A change that ends with its line has no rest.
  const closed = length > 0 && octets[end - 1] === newline;
  const stop = closed ? end : lineEnd(end);
  const next = closed ? end : Math.min(stop + 1, octets.length);
  return {
    above: start > 0 ? text(lineStart(start - 1), start - 1) : '',
    head: text(start, offset),
    tail: closed ? '' : text(end, Math.min(stop, end + mostCharacters)),
    below: next < octets.length ? text(next, Math.min(lineEnd(next), next + mostCharacters)) : '',
  };
}

// Blanks at the end of a line may be what was changed.
const shown = (text: string): string =>
  text.replace(/\r/g, '').replace(/[ \t]+$/gm, (blanks) => blanks.replace(/ /g, '\u00b7').replace(/\t/g, '\u2192'));

function side(kind: 'signed' | 'received', text: string, whole: boolean, near: Around): HTMLElement {
  const tag = kind === 'signed' ? 'ins' : 'del';
  const lines = shown(text).split('\n');
  const cut = lines.length > mostLines && !whole ? lines.slice(0, mostLines) : lines;
  const more = lines.length - cut.length;
  return h(
    'div',
    { class: `side ${kind}` },
    h('h4', null, t(`diff.${kind}`)),
    h(
      'pre',
      { tabindex: 0, 'aria-label': t(`diff.${kind}`) },
      near.above ? h('span', { class: 'context' }, shown(near.above), '\n') : null,
      h('span', null, near.head.replace(/[\r\n]/g, '')),
      text === '' ? h('span', { class: 'gap' }, t('diff.nothing')) : h(tag, null, quoted(cut.join('\n'))),
      more > 0
        ? h('span', { class: 'context' }, '\n', t('diff.more', { count: more }))
        : h('span', null, shown(near.tail)),
      near.below && more === 0
        ? h('span', { class: 'context' }, text.endsWith('\n') && near.tail === '' ? '' : '\n', shown(near.below))
        : null,
    ),
  );
}

function replacement(view: View, one: Replacement): HTMLElement {
  const { octets } = view.one;
  const at = one.location;
  const near =
    at && octets.length > 0 ? around(octets, at.offset, at.length) : { above: '', head: '', tail: '', below: '' };
  return h(
    'div',
    { class: 'replacement' },
    at ? h('p', { class: 'quiet-text' }, place(view.actions, at) ?? t('line', { count: at.line })) : null,
    h('div', { class: 'sides' }, side('signed', one.signed, false, near), side('received', one.received, false, near)),
  );
}

export function diff(view: View, edit: Edit): Child {
  const most = 8;
  return [
    edit.diff.slice(0, most).map((one) => replacement(view, one)),
    edit.diff.length > most
      ? h('p', { class: 'quiet-text' }, t('diff.places', { count: edit.diff.length - most }))
      : null,
  ];
}

const sameDiff = (a: Edit, b: Edit) => JSON.stringify(a.diff) === JSON.stringify(b.diff);

// What was changed after this signature was made, proven by its hash; and what was tried in vain.
export function changes(view: View, signature: DkimSignature): Child {
  const { forensics } = signature;
  if (!forensics) return null;
  const shownBefore = view.report.dkim
    .slice(0, view.report.dkim.indexOf(signature))
    .flatMap((other) => [other.forensics?.header.edit, other.forensics?.body.edit])
    .filter((edit): edit is Edit => Boolean(edit));
  const part = (search: typeof forensics.body, undo: string): Child => {
    const { edit } = search;
    if (!edit) return null;
    const again = shownBefore.some((other) => sameDiff(other, edit));
    return h(
      'div',
      { class: 'edit' },
      h('p', { class: 'what' }, edit.what),
      again ? h('p', { class: 'quiet-text' }, t('diff.asAbove')) : diff(view, edit),
      edit.diff.length > 0 ? h('p', { class: 'proof' }, phrase(undo, { domain: signature.domain })) : null,
    );
  };
  const excluded = [...forensics.body.excluded, ...forensics.header.excluded];
  const found = forensics.body.edit !== null || forensics.header.edit !== null;
  const searched = forensics.body.searched || forensics.header.searched;
  if (!searched) return null;
  return h(
    'div',
    { class: 'changes' },
    h('h3', null, t(found ? 'changes' : 'changes.none')),
    part(forensics.body, 'label-undo-body'),
    part(forensics.header, 'label-undo-header'),
    h(
      'p',
      { class: 'quiet-text' },
      forensics.undone ? t('changes.undone') : null,
      ' ',
      forensics.would_pass ? t('changes.wouldPass') : null,
      ' ',
      forensics.by ? t('changes.by', { host: forensics.by }) : null,
    ),
    excluded.length > 0 || forensics.body.budget_ended || forensics.header.budget_ended
      ? h(
          'details',
          { class: 'excluded' },
          h('summary', null, t('changes.excluded', { count: excluded.length })),
          h(
            'p',
            null,
            excluded.map((ident) => [h('code', null, ident), ' ']),
          ),
          forensics.body.budget_ended || forensics.header.budget_ended ? h('p', null, t('changes.budget')) : null,
        )
      : null,
  );
}
