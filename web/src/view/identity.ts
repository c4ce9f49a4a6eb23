// The alignment picture: what people see on the left, each authenticated identifier on the right.

import type { Identifier } from '../generated/report';
import { type Child, h, quoted, s } from '../dom';
import { phrase, t } from '../text';
import { mark, ofResult, result } from './marks';
import { domain, fold, panel, place, rows, shortened } from './parts';
import type { View } from './view';

const most = 6;
const width = 760;
const left = { x: 4, width: 256 };
const right = { x: 440, width: 316 };
const step = 74;
const box = 58;

const aligned = ({ alignment }: Identifier) => alignment === 'relaxed' || alignment === 'strict';
const words = (one: Identifier) => phrase(`label-alignment-${one.alignment}`);

function detail(view: View, one: Identifier): string {
  const signature = one.signature === null ? null : view.report.dkim[one.signature];
  if (!signature) return view.report.spf?.identity === 'helo' ? 'SPF, HELO' : 'SPF, MAIL FROM';
  return `DKIM, s=${signature.selector}`;
}

// Bold where it counts, by textLength-free text: the two parts stand in one line.
function name(full: string, organizational: string | null, x: number, y: number, room: number): SVGElement {
  const shown = shortened(full, room);
  const at =
    organizational && shown === full && full.toLowerCase().endsWith(organizational.toLowerCase())
      ? full.length - organizational.length
      : 0;
  return s(
    'text',
    { x, y, class: 'name' },
    s('tspan', null, at > 0 ? shown.slice(0, at) : ''),
    s('tspan', { class: 'strong' }, shown.slice(at)),
  );
}

function glyph(state: ReturnType<typeof ofResult>, x: number, y: number): SVGElement {
  const svg = mark(state);
  for (const [key, value] of Object.entries({ x, y, width: 20, height: 20 })) svg.setAttribute(key, String(value));
  return svg;
}

function link(one: Identifier, y: number): Child[] {
  const from = left.x + left.width;
  const wins = aligned(one) && one.result === 'pass';
  const kind = aligned(one) ? 'aligned' : one.alignment === 'undecided' ? 'open' : 'apart';
  const lines = wins ? [y - 2.5, y + 2.5] : [y];
  return [
    lines.map((at) =>
      s('line', { x1: from, x2: right.x, y1: at, y2: at, class: `link ${kind}${wins ? ' wins' : ''}` }),
    ),
    s('text', { x: (from + right.x) / 2, y: y - 10, class: `label ${kind}`, 'text-anchor': 'middle' }, words(one)),
  ];
}

function picture(view: View, list: Identifier[], caption: string): SVGElement {
  const { from } = view.report.identity!;
  const shown = list.slice(0, most);
  const height = Math.max(1, shown.length) * step - (step - box) + 8;
  return s(
    'svg',
    { class: 'alignment', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': caption },
    s('rect', { x: left.x, y: 4, width: left.width, height: height - 8, rx: 8, class: 'box from' }),
    s('text', { x: left.x + 16, y: height / 2 - 8, class: 'caption' }, t('identity.from')),
    name(from.domain ?? t('unknown'), from.organizational_domain, left.x + 16, height / 2 + 14, 27),
    shown.map((one, index) => {
      const y = 4 + index * step;
      return [
        link(one, y + box / 2),
        s('rect', { x: right.x, y, width: right.width, height: box, rx: 8, class: `box ${ofResult(one.result)}` }),
        glyph(ofResult(one.result), right.x + 14, y + box / 2 - 10),
        s(
          'text',
          { x: right.x + 46, y: y + 23, class: 'caption' },
          shortened(`${detail(view, one)}: ${one.result === 'untestable' ? t('state.untestable') : one.result}`, 40),
        ),
        name(one.domain || '-', one.organizational_domain, right.x + 46, y + 44, 30),
      ];
    }),
  );
}

function table(view: View, list: Identifier[]): HTMLElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('identity.table') },
    h(
      'table',
      null,
      h('caption', { class: 'visually-hidden' }, t('identity.table')),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ['identity.check', 'identity.domain', 'identity.result', 'identity.aligned'].map((label) =>
            h('th', { scope: 'col' }, t(label as 'identity.check')),
          ),
        ),
      ),
      h(
        'tbody',
        null,
        list.map((one) =>
          h(
            'tr',
            null,
            h('th', { scope: 'row' }, detail(view, one)),
            h('td', null, domain(one.domain || null, one.organizational_domain)),
            h('td', null, result(one.result)),
            h('td', null, words(one)),
          ),
        ),
      ),
    ),
  );
}

function chosen(view: View): Child {
  const { identity } = view.report;
  if (!identity) return null;
  const source = (value: { source: string; location: Parameters<typeof place>[1] }) => [
    ' ',
    h('span', { class: 'quiet-text' }, t(`source.${value.source}` as 'source.unknown')),
    ' ',
    place(view.actions, value.location),
  ];
  const others = (list: { value: string; source: string; location: Parameters<typeof place>[1] }[]): Child =>
    list.length === 0
      ? null
      : h(
          'ul',
          { class: 'others' },
          list.map((claim) => h('li', null, quoted(claim.value), source(claim))),
        );
  const { from, mail_from, helo, client_ip } = identity;
  return rows(
    [t('identity.from'), from.address ? quoted(from.address) : t('unknown'), ' ', place(view.actions, from.location)],
    [
      t('identity.organizational'),
      from.organizational_domain ?? t('unknown'),
      ' ',
      h(
        'span',
        { class: 'quiet-text' },
        t(`organizational.${from.organizational_domain_source}` as 'organizational.none'),
      ),
    ],
    [
      t('identity.mailFrom'),
      mail_from.address === '' ? t('identity.null') : quoted(mail_from.address ?? mail_from.domain ?? t('unknown')),
      source(mail_from),
      others(mail_from.alternatives),
    ],
    [t('identity.helo'), quoted(helo.value ?? t('unknown')), source(helo), others(helo.alternatives)],
    [
      t('identity.clientIp'),
      quoted(client_ip.value ?? t('unknown')),
      source(client_ip),
      others(client_ip.alternatives),
    ],
  );
}

export function identity(view: View): HTMLElement {
  const { report } = view;
  const list = report.dmarc?.identifiers ?? [];
  const title = t('identity');
  if (!report.identity || !report.dmarc)
    return panel('identity', title, h('p', { class: 'nothing' }, t('identity.none')));
  const outcome =
    report.dmarc.result === 'pass'
      ? 'identity.found'
      : report.dmarc.result === 'untestable' || report.dmarc.result === 'temperror'
        ? 'identity.open'
        : 'identity.notFound';
  const caption = `${t('identity.rule')} ${t(outcome)}`;
  return panel(
    'identity',
    title,
    list.length === 0
      ? h('p', { class: 'nothing' }, t('identity.nobody'))
      : h(
          'figure',
          { class: 'picture' },
          picture(view, list, caption),
          h(
            'figcaption',
            null,
            caption,
            list.length > most ? ` ${t('identity.more', { count: list.length - most })}` : null,
          ),
        ),
    list.length > 0
      ? fold(
          'identity-table',
          { class: 'as-table', open: matchMedia('(max-width: 30rem)').matches },
          t('identity.asTable'),
          table(view, list),
        )
      : null,
    fold('identity-sources', {}, t('identity.sources'), chosen(view)),
  );
}
