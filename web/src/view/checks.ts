// SPF, DKIM per signature, DMARC and ARC: one row each, which opens to its proof.

import type { ArcSet, DkimSignature, Key, Moment, Report } from '../generated/report';
import { type Child, code, h, quoted } from '../dom';
import { hasPhrase, phrase, t, when, word } from '../text';
import { changes } from './diff';
import { mark, marked, ofMatch, ofResult, provenance, result, resultWord } from './marks';
import { fold, mono, panel, place, type Row, rows } from './parts';
import type { View } from './view';

// What receivers recorded stands beside what was computed here, never in one cell.
function recorded(view: View, method: string, signature: number | null = null): Child {
  const list = view.report.comparison.filter(
    (one) => one.method === method && (method !== 'dkim' || one.signature === signature),
  );
  if (list.length === 0) return null;
  return h(
    'ul',
    { class: 'recorded' },
    list.map((one) => wrote(view, one)),
  );
}

const wrote = (view: View, one: Report['comparison'][number]): HTMLElement =>
  h(
    'li',
    { class: one.trusted ? 'inside' : 'outside' },
    h('span', null, t('wrote', { host: one.recorded_by ?? t('unknown') })),
    ' ',
    h('q', null, quoted(one.recorded)),
    ' ',
    one.agrees === false ? marked('conflict') : h('span', { class: 'quiet-text' }, one.agrees ? t('agrees') : ''),
    ' ',
    one.reason ? h('span', { class: 'quiet-text' }, word('comparison', one.reason)) : null,
    ' ',
    one.trusted ? null : h('span', { class: 'tag' }, t('mayBeForged')),
    ' ',
    place(view.actions, one.location),
  );

function check(
  key: string,
  state: Parameters<typeof mark>[0],
  name: Child,
  value: Child,
  open: boolean,
  ...content: Child[]
): HTMLElement {
  return fold(
    `check-${key}`,
    { class: `check ${state}`, open, id: `check-${key}` },
    [mark(state), h('span', { class: 'name' }, name), h('span', { class: 'value' }, value)],
    h('div', { class: 'check-body' }, ...content),
  );
}

function spf(view: View): Child {
  const { spf } = view.report;
  if (!spf) return null;
  const ident = `spf-reason-${spf.reason}`;
  const story = h(
    'ol',
    { class: 'trace' },
    spf.trace.map((step) =>
      h(
        'li',
        { class: `depth-${Math.min(step.depth, 6)}` },
        h('span', { class: 'quiet-text' }, quoted(step.domain)),
        ' ',
        step.term ? code(step.term) : h('span', null, t('spf.fetched')),
        step.target && step.term ? h('span', { class: 'quiet-text' }, ' ', quoted(step.target)) : null,
        ' ',
        h('b', null, step.outcome),
      ),
    ),
  );
  return check(
    'spf',
    ofResult(spf.result),
    'SPF',
    [resultWord(spf.result), ' ', quoted(spf.domain ?? ''), spf.mechanism ? [' ', code(spf.mechanism)] : null],
    false,
    h(
      'p',
      null,
      hasPhrase(ident)
        ? phrase(ident, {
            limit: 10,
            term: spf.problem ?? spf.mechanism ?? '',
            domain: spf.matched_domain ?? spf.domain ?? '',
          })
        : word('reason', spf.reason),
    ),
    rows(
      [t('spf.record'), mono(spf.record), ' ', provenance(spf.provenance)],
      [t('spf.identity'), spf.identity === 'helo' ? 'HELO' : 'MAIL FROM'],
      [t('spf.lookups'), `${spf.lookups} / 10`],
      [t('spf.voidLookups'), `${spf.void_lookups} / 2`],
      spf.explanation !== null && [t('spf.explanation'), quoted(spf.explanation)],
    ),
    spf.trace.length > 0 ? [h('h3', null, t('spf.trace')), story] : null,
    recorded(view, 'spf'),
  );
}

const keyRows = (key: Key): Row[] => [
  [
    t('key'),
    code(key.name),
    ' ',
    provenance(key.provenance),
    key.status === 'ok' ? null : [' ', word('dns', key.status)],
  ],
  key.bits > 0 && [t('key.kind'), `${key.type ?? ''} ${key.bits}`, key.testing ? ` \u00b7 ${t('key.testing')}` : null],
  key.record_status !== null && key.record_status !== 'usable' && [t('key.state'), word('key', key.record_status)],
  key.aliases.length > 0 && [t('key.aliases'), key.aliases.map((alias) => [code(alias), ' '])],
  key.record !== null && [
    t('key.record'),
    h('details', null, h('summary', null, t('show')), h('pre', { class: 'wrap' }, quoted(key.record))),
  ],
];

const halves = (header: string, body: string): HTMLElement =>
  h(
    'span',
    { class: 'halves' },
    h('span', { class: 'half' }, t('dkim.header'), ' ', marked(ofMatch(header), word('match', header))),
    h('span', { class: 'half' }, t('dkim.body'), ' ', marked(ofMatch(body), word('match', body))),
  );

const unix = (seconds: number | null): Child =>
  seconds === null ? null : when(new Date(seconds * 1000).toISOString());

function dkim(view: View, one: DkimSignature, index: number): HTMLElement {
  const changed = changes(view, one);
  const edited = Boolean(one.forensics?.body.edit ?? one.forensics?.header.edit);
  return check(
    `dkim-${index}`,
    ofResult(one.result),
    'DKIM',
    [
      resultWord(one.result),
      ' ',
      h('span', null, 'd=', quoted(one.domain)),
      ' ',
      h('span', { class: 'quiet-text' }, 's=', quoted(one.selector)),
      halves(one.header_signature, one.body_hash),
    ],
    edited,
    one.reason !== 'none' ? h('p', null, word('reason', one.reason)) : null,
    changed,
    rows(
      [t('dkim.alignment'), phrase(`label-alignment-${one.alignment}`)],
      [t('dkim.algorithm'), code(one.algorithm), ' ', code(one.canonicalization), ' ', provenance(one.provenance)],
      one.verified_over === 'repaired' && [t('dkim.over'), t('dkim.repaired')],
      ...keyRows(one.key),
      [
        t('dkim.signed'),
        h(
          'span',
          { class: 'chips' },
          one.signed_headers.map((name) => h('span', { class: 'tag' }, name)),
        ),
      ],
      one.body_length !== null && [
        t('dkim.length'),
        t('dkim.unsigned', { length: one.body_length, octets: one.unsigned_octets }),
      ],
      one.timestamp !== null && [t('dkim.timestamp'), unix(one.timestamp)],
      one.expiration !== null && [
        t('dkim.expiration'),
        unix(one.expiration),
        one.expired ? ` \u00b7 ${t('dkim.expired')}` : null,
      ],
      one.faults.length > 0 && [t('faults'), one.faults.map((fault) => word('reason', fault)).join(' ')],
      one.defects.length > 0 && [t('defects'), one.defects.map((defect) => [code(defect.ident), ' '])],
      one.location !== null && [t('field'), place(view.actions, one.location)],
    ),
    recorded(view, 'dkim', index),
  );
}

function dmarc(view: View): Child {
  const { dmarc } = view.report;
  if (!dmarc) return null;
  const older = dmarc.rfc7489;
  return check(
    'dmarc',
    ofResult(dmarc.result),
    'DMARC',
    [
      resultWord(dmarc.result),
      ' ',
      quoted(dmarc.author_domain ?? ''),
      dmarc.disposition
        ? [' ', h('span', { class: 'quiet-text' }, t('dmarc.asks', { policy: dmarc.disposition }))]
        : null,
    ],
    false,
    h('p', null, word('reason', dmarc.reason)),
    rows(
      [t('dmarc.record'), mono(dmarc.record), ' ', provenance(dmarc.provenance)],
      [t('dmarc.domain'), mono(dmarc.domain)],
      dmarc.policy !== null && [t('dmarc.policy'), code(`${dmarc.policy_tag ?? 'p'}=${dmarc.policy}`)],
      [
        t('dmarc.alignment'),
        h('span', { class: 'half' }, 'SPF ', result(dmarc.alignment.spf)),
        ' ',
        h('span', { class: 'half' }, 'DKIM ', result(dmarc.alignment.dkim)),
      ],
      [t('dmarc.walked'), dmarc.walked.map((name) => [code(name), ' '])],
      [
        t('dmarc.rfc7489'),
        result(older.result),
        older.result === dmarc.result ? null : [' ', marked('conflict')],
        ' ',
        h('span', { class: 'quiet-text' }, t('dmarc.list', { date: older.public_suffix_list })),
      ],
    ),
    dmarc.authors.length > 0
      ? h(
          'ul',
          null,
          dmarc.authors.map((author) => h('li', null, quoted(author.author_domain), ': ', result(author.result))),
        )
      : null,
    recorded(view, 'dmarc'),
  );
}

const moment = (one: Moment): string =>
  phrase(`label-moment-${one.stage}`, { domain: one.domain ?? '', count: one.instance ?? '' });

function arcSet(view: View, set: ArcSet): HTMLElement {
  const { ams, seal, aar } = set;
  return h(
    'tr',
    null,
    h('th', { scope: 'row' }, `i=${set.instance}`),
    h(
      'td',
      null,
      quoted(set.domain || '-'),
      set.hop === null ? null : h('div', { class: 'quiet-text' }, phrase('label-arc-hop', { count: set.hop + 1 })),
    ),
    h(
      'td',
      null,
      seal ? marked(ofMatch(seal.header_signature), word('match', seal.header_signature)) : marked('absent'),
    ),
    h('td', null, ams ? marked(ofMatch(ams.header_signature), word('match', ams.header_signature)) : marked('absent')),
    h('td', null, ams ? marked(ofMatch(ams.body_hash), word('match', ams.body_hash)) : marked('absent')),
    h(
      'td',
      null,
      aar
        ? h(
            'div',
            { class: 'outside' },
            t('wrote', { host: aar.authserv_id ?? set.domain }),
            ' ',
            aar.results.map((one) => [h('q', null, quoted(`${one.method}=${one.result}`)), ' ']),
          )
        : null,
      place(view.actions, set.location),
    ),
  );
}

function arc(view: View): Child {
  const { arc } = view.report;
  if (!arc || arc.sets.length === 0) return null;
  return check(
    'arc',
    ofResult(arc.result),
    'ARC',
    [
      resultWord(arc.result),
      ' ',
      h('span', { class: 'quiet-text' }, t('arc.sets', { count: arc.sets.length })),
      arc.body.unchanged_since === null
        ? null
        : [
            ' ',
            h('span', { class: 'quiet-text' }, phrase('label-arc-body-since', { count: arc.body.unchanged_since })),
          ],
    ],
    false,
    arc.reason !== 'none' ? h('p', null, word('arcReason', arc.reason)) : null,
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('arc.chain') },
      h(
        'table',
        null,
        h('caption', { class: 'visually-hidden' }, t('arc.chain')),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            (['arc.set', 'arc.sealer', 'arc.seal', 'arc.header', 'arc.body', 'arc.saw'] as const).map((label) =>
              h('th', { scope: 'col' }, t(label)),
            ),
          ),
        ),
        h(
          'tbody',
          null,
          arc.sets.map((set) => arcSet(view, set)),
        ),
      ),
    ),
    arc.changes.length > 0
      ? h(
          'ul',
          null,
          arc.changes.map((change) =>
            h(
              'li',
              null,
              phrase(`label-arc-${change.part}-changed`, {
                domain: view.report.dkim[change.signature]?.domain ?? '',
                writer: moment(change.intact),
                host: moment(change.changed),
              }),
            ),
          ),
        )
      : null,
    h('p', { class: 'quiet-text' }, t('arc.note')),
    recorded(view, 'arc'),
  );
}

export function checks(view: View): HTMLElement {
  const { report } = view;
  return panel(
    'checks',
    t('checks'),
    h('p', { class: 'quiet-text' }, t('checks.note')),
    report.received_at && report.answers.length > 0
      ? h('p', { class: 'quiet-text' }, t('dns.differs', { time: when(report.received_at) }))
      : null,
    dmarc(view),
    spf(view),
    report.dkim.length === 0
      ? h('p', { class: 'nothing' }, mark('absent'), ' ', t('dkim.none'))
      : report.dkim.map((one, index) => dkim(view, one, index)),
    report.arc && report.arc.sets.length > 0
      ? arc(view)
      : h('p', { class: 'nothing' }, mark('absent'), ' ', t('arc.none')),
  );
}
