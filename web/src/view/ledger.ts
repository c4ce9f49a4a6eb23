// The DNS ledger: what was asked or supplied, what would be asked, and how to bring answers along.

import type { Answer, Report } from '../generated/report';
import type { Asked } from '../case';
import { type Child, code, h, quoted } from '../dom';
import { counted, octets, t, when, word } from '../text';
import { keyOf } from '../settle';
import { marked, provenance, type State } from './marks';
import { panel, quietButton, reveal, shortened } from './parts';
import type { View } from './view';

const columns = ['dns.type', 'dns.name', 'dns.status', 'dns.answer', 'dns.source', 'dns.usedBy'] as const;
const longest = 120;

const stateOf = (status: string): State =>
  status === 'ok'
    ? 'pass'
    : status === 'nodata' || status === 'nxdomain'
      ? 'absent'
      : status === 'not_asked'
        ? 'untestable'
        : 'error';

function text(record: Answer['records'] extends Array<infer R> | undefined ? R : never): string {
  if (typeof record === 'string') return record;
  return Array.isArray(record) ? record.join('') : `${record.preference} ${record.exchange}`;
}

// Keys and long policies open.
function opens(record: string): Child {
  const whole = h('code', null, quoted(record));
  return record.length <= longest
    ? whole
    : h('details', null, h('summary', null, h('code', null, quoted(shortened(record, 64)))), whole);
}

// The rows among the checks that read the answer. The report tells for what it was read; of several signatures
// those that look for their key at the name.
function usedBy(report: Report, answer: Answer): Child {
  const link = (id: string, label: string): Child =>
    h(
      'div',
      null,
      h('button', { type: 'button', class: 'place', onclick: () => reveal(id) }, label),
    );
  return answer.used_by.map((purpose) => {
    if (purpose === 'spf' || purpose === 'dmarc') return link(`check-${purpose}`, purpose.toUpperCase());
    if (purpose === 'spf_explanation') return link('check-spf', word('why', purpose));
    if (purpose === 'arc_key') return link('check-arc', 'ARC');
    const signatures = [...report.dkim.entries()].filter(([, { key }]) =>
      [key.name, ...key.aliases, ...key.neighbours.map(({ name }) => name)].includes(answer.name),
    );
    if (signatures.length === 0) return h('div', { class: 'quiet-text' }, word('why', purpose));
    return signatures.map(([index, { domain }]) => link(`check-dkim-${index}`, `DKIM ${domain}`));
  });
}

function row(report: Report, answer: Answer, asked: Asked | undefined): HTMLElement {
  return h(
    'tr',
    null,
    h('td', null, code(answer.type)),
    h('th', { scope: 'row' }, h('code', null, quoted(answer.name))),
    h(
      'td',
      null,
      marked(stateOf(answer.status), word('dns', answer.status)),
      asked?.problem ? h('div', { class: 'quiet-text' }, t(asked.problem, { detail: asked.detail ?? '' })) : null,
      asked?.refused ? h('div', { class: 'quiet-text' }, asked.refused) : null,
    ),
    h(
      'td',
      null,
      (answer.records ?? []).map((record) => h('div', { class: 'record' }, opens(text(record)))),
      h(
        'div',
        { class: 'quiet-text' },
        answer.ttl === undefined ? null : t('dns.ttl', { seconds: answer.ttl }),
        asked?.size === undefined ? null : `, ${octets(asked.size)}, ${asked.milliseconds} ms`,
      ),
    ),
    h(
      'td',
      null,
      provenance(answer.provenance),
      answer.asked_at ? h('div', { class: 'quiet-text' }, when(answer.asked_at), ' UTC') : null,
      answer.resolver ? h('div', { class: 'quiet-text' }, quoted(answer.resolver)) : null,
      answer.dnssec && answer.dnssec !== 'unknown'
        ? h('div', { class: 'quiet-text' }, `DNSSEC: ${answer.dnssec}`)
        : null,
    ),
    h('td', null, usedBy(report, answer)),
  );
}

function open(view: View): Child {
  const { questions } = view.report;
  if (questions.length === 0) return null;
  return h(
    'div',
    null,
    h('h3', null, counted('names.open', questions.length)),
    h(
      'ul',
      { class: 'names' },
      questions
        .slice(0, 200)
        .map((question) =>
          h(
            'li',
            null,
            code(question.type),
            ' ',
            h('code', { class: 'name' }, quoted(question.name)),
            ' ',
            h(
              'span',
              { class: 'quiet-text' },
              word('why', question.why),
              question.required ? '' : `, ${t('dns.optional')}`,
            ),
            question.personal ? [' ', h('span', { class: 'tag' }, t('personal'))] : null,
          ),
        ),
    ),
  );
}

// dig's commands for the open names, for those who may not ask from here.
const commands = (view: View): string =>
  view.report.questions.map(({ name, type }) => `dig ${type} '${name.replaceAll("'", '')}'`).join('\n');

function bring(view: View): HTMLElement {
  const { actions } = view;
  const area = h('textarea', {
    id: 'dig',
    rows: 5,
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: t('dns.placeholder'),
  });
  return h(
    'details',
    { class: 'bring' },
    h('summary', null, t('dns.bring')),
    h('p', { class: 'quiet-text' }, t('dns.bringNote')),
    view.report.questions.length > 0
      ? h('pre', { class: 'commands', tabindex: 0, 'aria-label': t('dns.commands') }, commands(view))
      : null,
    h('label', { for: 'dig' }, t('dns.pasteLabel')),
    area,
    h(
      'div',
      { class: 'buttons' },
      h(
        'button',
        {
          type: 'button',
          onclick: () => {
            if (area.value.trim() !== '') actions.loadAnswers(area.value, t('dns.pasted'));
          },
        },
        t('dns.use'),
      ),
      h('button', { type: 'button', onclick: () => actions.pickAnswers() }, t('dns.load')),
    ),
  );
}

export function ledger(view: View): HTMLElement {
  const { report, one, actions } = view;
  const asked = new Map(one.observed.map((row) => [keyOf(row), row]));
  const used = new Set(report.answers.map(keyOf));
  const silent = one.observed.filter((row) => !used.has(keyOf(row)));
  return panel(
    'dns',
    t('dns'),
    h(
      'p',
      { class: 'quiet-text' },
      report.answers.length > 0 && report.received_at
        ? t('dns.differs', { time: when(report.received_at) })
        : t('dns.note'),
    ),
    report.answers.length + silent.length === 0
      ? h('p', { class: 'nothing' }, t('dns.none'))
      : h(
          'div',
          { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('dns.table') },
          h(
            'table',
            { class: 'ledger' },
            h('caption', { class: 'visually-hidden' }, t('dns.table')),
            h(
              'thead',
              null,
              h(
                'tr',
                null,
                columns.map((label) => h('th', { scope: 'col' }, t(label))),
              ),
            ),
            h(
              'tbody',
              null,
              report.answers.map((answer) => row(report, answer, asked.get(keyOf(answer)))),
              silent.map((each) =>
                row(
                  report,
                  {
                    name: each.name,
                    type: each.type as Answer['type'],
                    status: each.status ?? 'servfail',
                    asked_at: each.asked_at,
                    resolver: each.resolver,
                    used_by: [],
                    provenance: 'observed',
                  },
                  each,
                ),
              ),
            ),
          ),
        ),
    open(view),
    one.suppliedName
      ? h(
          'p',
          { id: 'supplied' },
          t('answers.from', { name: one.suppliedName }),
          ' ',
          actions.hasOctets ? quietButton(t('answers.forget'), () => actions.forgetAnswers()) : null,
        )
      : null,
    actions.hasOctets
      ? h(
          'div',
          { class: 'buttons' },
          report.answers.length > 0
            ? h('button', { type: 'button', onclick: () => actions.saveAnswers() }, t('dns.save'))
            : null,
        )
      : null,
    actions.hasOctets ? bring(view) : null,
  );
}
