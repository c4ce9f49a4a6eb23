// The way of the message: hops in time order, one logarithmic scale for every message.

import type { Hop } from '../generated/report';
import { type Child, h, quoted, s } from '../dom';
import { t, when, word } from '../text';
import { panel, place, quietButton } from './parts';
import type { View } from './view';

const width = 180;
const zero = 24;
const ticks: [number, string][] = [
  [0, '0'],
  [1, '1s'],
  [10, '10s'],
  [60, '1m'],
  [600, '10m'],
  [3600, '1h'],
  [86400, '1d'],
];
const x = (seconds: number) => zero + Math.min(1, Math.log10(1 + seconds) / Math.log10(86401)) * (width - zero - 6);

function bar({ delay }: Hop): SVGElement {
  const parts: Child[] = ticks.map(([seconds]) =>
    s('line', { x1: x(seconds), x2: x(seconds), y1: 2, y2: 22, class: 'tick' }),
  );
  if (delay.kind === 'known') {
    const seconds = Math.abs(delay.seconds ?? 0);
    parts.push(
      s('rect', {
        x: zero,
        y: 7,
        width: Math.max(2, x(seconds) - zero),
        height: 10,
        rx: 2,
        class: seconds > 300 ? 'bar slow' : 'bar',
      }),
    );
  } else if (delay.kind === 'clocks_differ') {
    parts.push(s('rect', { x: 5, y: 7, width: zero - 6, height: 10, rx: 2, class: 'bar backwards' }));
  }
  return s('svg', { class: 'delay', viewBox: `0 0 ${width} 24`, 'aria-hidden': 'true', focusable: 'false' }, parts);
}

const scale = (): SVGElement =>
  s(
    'svg',
    { class: 'delay', viewBox: `0 0 ${width} 24`, 'aria-hidden': 'true', focusable: 'false' },
    ticks.map(([seconds, label]) =>
      s(
        'text',
        {
          x: x(seconds),
          y: 16,
          'text-anchor': seconds === 0 ? 'end' : seconds === 1 ? 'start' : 'middle',
          class: 'tick-label',
        },
        label,
      ),
    ),
  );

export function duration(seconds: number): string {
  const size = Math.abs(seconds);
  const units: [number, 'd' | 'h' | 'min' | 's'][] = [
    [86400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const at = Math.max(
    0,
    units.findIndex(([length]) => size >= length),
  );
  const index = size < 1 ? 3 : at;
  const [length, unit] = units[index]!;
  const whole = `${Math.floor(size / length)} ${t(`unit.${unit}`)}`;
  const next = units[index + 1];
  const rest = next ? Math.floor((size % length) / next[0]) : 0;
  return next && rest > 0 ? `${whole} ${rest} ${t(`unit.${next[1]}`)}` : whole;
}

function delay({ delay }: Hop): string {
  switch (delay.kind) {
    case 'first':
      return t('path.first');
    case 'undated':
      return t('path.undated');
    case 'unknown':
      return '?';
    case 'clocks_differ':
      return t('path.clocks', { time: duration(delay.seconds ?? 0) });
    default:
      return duration(delay.seconds ?? 0);
  }
}

function time(view: View, hop: Hop): Child {
  if (view.clock === 'local' && hop.time) return when(hop.time, 'local', true);
  return hop.time ? when(hop.time, 'utc', true) : quoted(hop.time_text ?? t('path.undated'));
}

function row(view: View, hop: Hop, index: number): HTMLElement {
  const { used, version } = hop.tls;
  return h(
    'tr',
    { class: hop.trusted ? 'inside' : 'outside', id: `hop-${index}` },
    h('th', { scope: 'row' }, index + 1),
    h(
      'td',
      { class: 'hosts' },
      h('span', { class: 'host' }, quoted(hop.from ?? hop.from_ip ?? t('path.unnamed'))),
      ' ',
      h('span', { class: 'arrow' }, '\u2192'),
      h('span', { class: 'visually-hidden' }, t('path.to')),
      ' ',
      h('span', { class: 'host' }, quoted(hop.by ?? t('path.unnamed'))),
      h(
        'div',
        { class: 'quiet-text' },
        hop.from_ip ? [quoted(hop.from_ip), ' \u00b7 '] : null,
        used === 'yes' ? (version ?? 'TLS') : used === 'no' ? t('path.plain') : t('path.tlsUnknown'),
        hop.gap ? [' \u00b7 ', t('path.gap')] : null,
        hop.defects.map((defect) => [' \u00b7 ', word('defect', defect.ident)]),
        ' ',
        place(view.actions, hop.location),
        ' ',
        hop.by && view.actions.hasOctets && !hop.border
          ? quietButton(t('path.mine'), () => view.actions.set({ receiver: hop.by! }), {
              class: 'link',
              'aria-label': t('path.mineAt', { host: hop.by }),
            })
          : null,
      ),
    ),
    h('td', { class: 'time' }, time(view, hop)),
    h('td', { class: 'delay' }, delay(hop)),
    h('td', { class: 'bars' }, bar(hop)),
  );
}

const banner = (text: Child, kind: string): HTMLElement =>
  h('tr', { class: `boundary ${kind}` }, h('td', { colspan: 5 }, text));

export function path(view: View): HTMLElement {
  const { path: hops, boundary } = view.report;
  if (hops.length === 0) return panel('path', t('path'), h('p', { class: 'nothing' }, t('path.none')));
  const first = hops.findIndex(({ trusted }) => trusted);
  // First three, slowest three, neighbours of the boundary; the rest on demand.
  const long = hops.length > 15 && !view.actions.opened('path');
  const keep = new Set<number>(long ? [0, 1, 2, hops.length - 1, first - 1, first] : hops.keys());
  if (long) {
    [...hops.entries()]
      .sort((a, b) => (b[1].delay.seconds ?? 0) - (a[1].delay.seconds ?? 0))
      .slice(0, 3)
      .forEach(([index]) => keep.add(index));
  }
  const list = hops.flatMap((hop, index) => {
    const out: HTMLElement[] = [];
    if (index === 0 && !hop.trusted) out.push(banner(t('path.outside'), 'outside'));
    if (index === first)
      out.push(banner([t('path.inside'), ' ', h('b', null, quoted(boundary?.receiver ?? hop.by ?? ''))], 'inside'));
    if (keep.has(index)) out.push(row(view, hop, index));
    return out;
  });
  return panel(
    'path',
    t('path'),
    h(
      'div',
      { class: 'toolbar' },
      h(
        'p',
        null,
        t('path.count', { count: hops.length }),
        ' ',
        boundary && boundary.total_seconds !== null
          ? t(boundary.total_is_lower_bound ? 'path.totalAtLeast' : 'path.total', {
              time: duration(boundary.total_seconds),
            })
          : null,
      ),
      h(
        'div',
        { class: 'switch', role: 'group', 'aria-label': t('clock') },
        (['utc', 'local'] as const).map((clock) =>
          h(
            'button',
            { type: 'button', 'aria-pressed': String(view.clock === clock), onclick: () => view.actions.clock(clock) },
            t(`clock.${clock}`),
          ),
        ),
      ),
    ),
    view.one.options.receiver
      ? h(
          'p',
          { class: 'quiet-text' },
          t('path.moved', { host: view.one.options.receiver }),
          ' ',
          quietButton(t('path.reset'), () => view.actions.set({ receiver: undefined })),
        )
      : null,
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('path.caption') },
      h(
        'table',
        { class: 'path' },
        h('caption', { class: 'visually-hidden' }, t('path.caption')),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            h('th', { scope: 'col' }, '#'),
            h('th', { scope: 'col' }, t('path.hosts')),
            h('th', { scope: 'col' }, t('path.when')),
            h('th', { scope: 'col' }, t('path.delay')),
            h('td', { class: 'bars' }, scale()),
          ),
        ),
        h('tbody', null, list),
      ),
    ),
    keep.size < hops.length
      ? quietButton(t('path.more', { count: hops.length - keep.size }), () => view.actions.open('path'))
      : null,
  );
}
