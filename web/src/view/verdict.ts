// The verdict: four lines of the core, the offer to ask DNS, and what can be taken along.

import { type Child, h, quoted } from '../dom';
import { counted, phrase, t, when, word } from '../text';
import { keyOf } from '../settle';
import { mark, ofSeverity } from './marks';
import { fold, place, quietButton } from './parts';
import type { View } from './view';

const month = 30 * 24 * 3600 * 1000;

function repairs({ report, actions }: View): Child {
  return report.input.repairs.map((repair) =>
    h(
      'li',
      null,
      phrase(`repair-${repair.ident}`, {
        count: repair.count,
        field: repair.location ? `${repair.location.line}\u2013${repair.last_line}` : '',
      }),
      repair.proven > 0 ? [' \u00b7 ', t('repair.proven', { count: repair.proven })] : null,
      ' ',
      place(actions, repair.location),
    ),
  );
}

// What the verdict rests on; opens to the repairs of the pasted text and to the clocks.
function basis(view: View): Child {
  const { report, one } = view;
  const { input } = report;
  return fold(
    'basis',
    { class: 'basis' },
    [h('span', { class: 'label' }, t('basedOn')), ' ', report.headline.based_on],
    h(
      'ul',
      null,
      h(
        'li',
        null,
        word('input', input.kind),
        ', ',
        t('input.size', { octets: input.octets, fields: input.fields }),
        input.line_ends === 'lf' ? [' \u00b7 ', t('input.lf')] : null,
      ),
      report.received_at ? h('li', null, t('received', { time: when(report.received_at) })) : null,
      h(
        'li',
        null,
        t('judgedAt', { time: when(report.judged_at.time), source: word('judged', report.judged_at.source) }),
      ),
      one.suppliedName ? h('li', null, t('answers.from', { name: one.suppliedName })) : null,
      report.limits.map((limit) => h('li', null, t('limit', { limit: word('limits', limit) }))),
      repairs(view),
    ),
  );
}

function names(view: View): Child {
  const { report, network, actions } = view;
  return h(
    'ul',
    { class: 'names' },
    report.questions.map((question) => {
      const key = keyOf(question);
      const label = [
        h('code', null, question.type),
        ' ',
        h('code', { class: 'name' }, quoted(question.name)),
        ' ',
        h('span', { class: 'quiet-text' }, word('why', question.why)),
      ];
      if (!question.personal) return h('li', null, label);
      return h(
        'li',
        null,
        h(
          'label',
          { class: 'personal' },
          h('input', {
            type: 'checkbox',
            checked: network.personal.has(key),
            onchange: (event) => actions.tick(key, (event.target as HTMLInputElement).checked),
          }),
          h('span', null, label, ' ', h('span', { class: 'tag' }, t('personal'))),
        ),
      );
    }),
  );
}

// Names that were asked in vain.
function unanswered({ report, one, network, actions }: View): Child {
  const failed = new Set(
    report.answers.filter(({ status }) => status === 'timeout' || status === 'servfail').map(keyOf),
  );
  const rows = one.observed.filter(
    (row) => row.problem !== undefined || row.refused !== undefined || failed.has(keyOf(row)),
  );
  if (rows.length === 0 || network.state !== 'off') return null;
  return h(
    'div',
    { class: 'offer' },
    h(
      'p',
      null,
      mark('error'),
      ' ',
      counted('dns.failed', rows.length),
      ' ',
      quietButton(t('dns.again'), () => actions.again(rows), { id: 'again' }),
    ),
  );
}

// Consent: operator, number and names stand beside the one button that asks.
function offer(view: View): Child {
  const { report, network, actions } = view;
  if (!actions.hasOctets) return null;
  const wanted = report.questions.filter((question) => !question.personal || network.personal.has(keyOf(question)));
  if (network.state === 'asking') {
    return h(
      'div',
      { class: 'offer' },
      h(
        'p',
        { class: 'asking' },
        mark('pending'),
        h(
          'span',
          null,
          t('asking', { round: network.round, count: network.names, operator: network.resolver?.operator ?? '' }),
        ),
      ),
    );
  }
  if (report.questions.length === 0) return null;
  if (network.state === 'never') {
    return h(
      'div',
      { class: 'offer' },
      h('p', null, t('offer.never')),
      fold('names', {}, counted('names.open', report.questions.length), names(view)),
    );
  }
  const resolver = network.resolver!;
  const old = report.received_at && Date.parse(report.evaluated_at) - Date.parse(report.received_at) > month;
  return h(
    'div',
    { class: 'offer' },
    h(
      'div',
      { class: 'buttons' },
      h(
        'button',
        { type: 'button', class: 'primary', id: 'ask', disabled: wanted.length === 0, onclick: () => actions.ask() },
        counted('ask', wanted.length, { operator: resolver.operator }),
      ),
      network.narrowed === null ? quietButton(t('otherResolver'), () => actions.network()) : null,
    ),
    h('p', { class: 'quiet-text' }, resolver.learns[document.documentElement.lang === 'ru' ? 'ru' : 'en']),
    fold(
      'names',
      { open: report.questions.length <= 8 },
      counted('names.listed', report.questions.length),
      names(view),
      h('p', { class: 'quiet-text' }, t('offer.more')),
    ),
    old ? h('p', { class: 'quiet-text old' }, mark('warning'), ' ', t('offer.old')) : null,
  );
}

export function verdict(view: View): HTMLElement {
  const { report, actions, pending } = view;
  const { headline } = report;
  // A pass that stands in the header and was not computed here is no pass of ours.
  const recorded = headline.severity === 'ok' && report.dmarc?.result !== 'pass';
  const open = headline.ident === 'cannot-tell' || headline.ident === 'header-beyond-limit';
  const state = open ? 'untestable' : recorded ? 'recorded' : ofSeverity(headline.severity);
  const tools = actions.hasOctets && report.message !== null;
  return h(
    'section',
    { id: 'verdict', class: `verdict ${state}`, 'aria-labelledby': 'verdict-title' },
    h(
      'div',
      { class: 'statement' },
      mark(state),
      h(
        'div',
        null,
        h('p', { class: 'word' }, word('severity', state)),
        h('h2', { id: 'verdict-title', tabindex: -1 }, headline.text),
        headline.because ? h('p', { class: 'because' }, headline.because) : null,
        headline.so ? h('p', { class: 'so' }, headline.so) : null,
        headline.also ? h('p', { class: 'also' }, h('span', { class: 'label' }, t('also')), ' ', headline.also) : null,
        pending ? h('p', { class: 'quiet-text searching' }, mark('pending'), ' ', t('searching')) : null,
      ),
    ),
    basis(view),
    offer(view),
    unanswered(view),
    tools
      ? h(
          'div',
          { class: 'buttons tools' },
          h('button', { type: 'button', id: 'copy', onclick: () => actions.ticket('markdown') }, t('copyTicket')),
          h('button', { type: 'button', onclick: () => actions.ticket('reply') }, t('reply')),
          h('button', { type: 'button', onclick: () => actions.saveReport() }, t('saveReport')),
          h('button', { type: 'button', onclick: () => actions.saveRedacted() }, t('saveRedacted')),
          h('button', { type: 'button', onclick: () => actions.print() }, t('print')),
        )
      : null,
  );
}
