// What each anti-spam system wrote, decoded; who decided; which rule weighed most.

import type { Filter, FilterField } from '../generated/report';
import { type Child, code, h, quoted, s } from '../dom';
import { t, word } from '../text';
import { mark, type State } from './marks';
import { fold, panel, place } from './parts';
import type { View } from './view';

const keptBack: readonly Filter['folder'][] = ['junk', 'quarantine'];

// A good word beside the junk folder is no pass; to be let in without a judgement is none either.
const stateOf = ({ verdict, folder, believed }: Filter): State => {
  if (!believed) return 'absent';
  if (keptBack.includes(folder) && (verdict === 'nothing' || verdict === 'clean')) return 'warning';
  if (verdict === 'clean') return 'pass';
  if (verdict === 'nothing' || verdict === 'allowed' || verdict === 'released') return 'info';
  return verdict === 'bulk' ? 'warning' : 'fail';
};

const english = (text: string | null): Child => (text ? h('span', { lang: 'en' }, text) : null);

// Scores are decimal text; the length of a bar is all that is drawn from them.
const number = (score: string | null): number => Math.abs(Number.parseFloat(score ?? '0')) || 0;

const share = (part: number, kind: string): SVGElement =>
  s(
    'svg',
    { class: 'share', viewBox: '0 0 72 10', 'aria-hidden': 'true', focusable: 'false' },
    s('rect', { x: 0.5, y: 0.5, width: 71, height: 9, rx: 3, class: 'all' }),
    part > 0 ? s('rect', { x: 0.5, y: 0.5, width: Math.max(2, 71 * part), height: 9, rx: 3, class: kind }) : null,
  );

function contributions(view: View, filter: Filter): Child {
  const list = filter.contributions;
  if (list.length === 0) return null;
  const all = view.actions.opened(`contributions-${filter.vendor}`);
  const most = Math.max(...list.map(({ score }) => number(score)), 0.01);
  const shown = all ? list : list.slice(0, 8);
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('filter.contributions') },
    h(
      'table',
      { class: 'contributions' },
      h('caption', null, t('filter.contributions')),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          (['filter.score', 'filter.rule', 'filter.meaning', 'filter.fixBy'] as const).map((label) =>
            h('th', { scope: 'col' }, t(label)),
          ),
        ),
      ),
      h(
        'tbody',
        null,
        shown.map((one) => {
          const item = filter.fields[one.field]?.items[one.item];
          return h(
            'tr',
            null,
            h(
              'td',
              { class: 'score' },
              one.score ?? '-',
              share(number(one.score) / most, one.score?.startsWith('-') ? 'good' : 'bad'),
            ),
            h('th', { scope: 'row' }, code(one.name)),
            h(
              'td',
              null,
              english(item?.meaning ?? null),
              item?.action ? h('div', { class: 'quiet-text' }, english(item.action)) : null,
              one.refused ? h('div', null, t('filter.refused')) : null,
            ),
            h('td', null, one.fix_by && one.fix_by !== 'none' ? word('fixBy', one.fix_by) : '-'),
          );
        }),
      ),
    ),
    shown.length < list.length
      ? h(
          'button',
          { type: 'button', class: 'quiet', onclick: () => view.actions.open(`contributions-${filter.vendor}`) },
          t('more', { count: list.length - shown.length }),
        )
      : null,
  );
}

function field(view: View, one: FilterField): HTMLElement {
  return h(
    'div',
    { class: 'filter-field' },
    h('h4', null, quoted(one.field), ' ', place(view.actions, one.location)),
    h('p', { class: 'quiet-text' }, english(one.meaning)),
    one.items.length === 0
      ? null
      : h(
          'dl',
          { class: 'rows' },
          one.items.map((item) =>
            h(
              'div',
              null,
              h('dt', null, code(item.name ?? item.value ?? '')),
              h(
                'dd',
                null,
                item.name !== null && item.value !== null ? [code(item.value), ' '] : null,
                item.score !== null ? [h('b', null, item.score), ' '] : null,
                item.options ? [h('span', { class: 'quiet-text' }, quoted(item.options)), ' '] : null,
                item.known === 'unknown_value' || item.known === 'unknown_name'
                  ? h('span', { class: 'tag' }, t('filter.unknown'))
                  : english(item.meaning),
                item.confidence === 'unconfirmed' ? [' ', h('span', { class: 'tag' }, t('filter.unconfirmed'))] : null,
              ),
            ),
          ),
        ),
  );
}

function one(view: View, filter: Filter, index: number): HTMLElement {
  const decoded = filter.fields.reduce((sum, { items }) => sum + items.length, 0);
  return h(
    'article',
    { class: `filter ${filter.believed ? 'inside' : 'outside'}` },
    h(
      'h3',
      null,
      mark(stateOf(filter)),
      ' ',
      quoted(filter.vendor),
      ' ',
      h(
        'span',
        { class: 'quiet-text' },
        word('filter.verdict', filter.verdict),
        filter.score ? [' \u00b7 ', t('filter.scored', { score: filter.score })] : null,
        filter.threshold ? [' / ', filter.threshold] : null,
      ),
      filter.believed ? null : [' ', h('span', { class: 'tag' }, t('mayBeForged'))],
    ),
    h('p', null, filter.happened),
    filter.decided ? h('p', null, filter.decided) : null,
    filter.fix && filter.who !== 'nobody'
      ? h('p', { class: 'fix' }, h('b', { class: 'who' }, filter.who_text), ': ', filter.fix)
      : null,
    contributions(view, filter),
    filter.fields.length === 0
      ? null
      : fold(
          `filter-${index}`,
          {},
          t('filter.fields', { count: filter.fields.length, values: decoded }),
          filter.fields.map((each) => field(view, each)),
        ),
  );
}

export function filters(view: View): HTMLElement {
  const list = view.report.filters;
  return panel(
    'filters',
    t('filters'),
    list.length === 0
      ? h('p', { class: 'nothing' }, t('filters.none'))
      : list.map((filter, index) => one(view, filter, index)),
  );
}
