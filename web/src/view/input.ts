// Where a message comes in: text box, file, drop, examples. After analysis it folds to one line.

import { type Child, h } from '../dom';
import { type Label, octets, t, when, word } from '../text';
import type { Case, Options } from '../case';
import { fold, quietButton } from './parts';

export interface InputActions {
  analyse(text: string): void;
  typed(text: string): void;
  file(file: File): void;
  example(name: 'pass' | 'list' | 'spoof'): void;
  change(): void;
  undo(): void;
  set(options: Partial<Options>): void;
}

const programs = ['gmail', 'outlook', 'apple', 'thunderbird', 'yahoo', 'yandex', 'mailru'] as const;

export interface InputPanel {
  element: HTMLElement;
  area: HTMLTextAreaElement;
  fold(one: Case | null, canUndo: boolean): void;
  say(...message: Child[]): void;
}

export function inputPanel(actions: InputActions, lead: boolean): InputPanel {
  const area = h('textarea', {
    id: 'message-text',
    rows: 9,
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'off',
    wrap: 'off',
    placeholder: 'Received: from ...\nAuthentication-Results: ...\nDKIM-Signature: ...\nFrom: ...',
  });
  area.addEventListener('input', () => actions.typed(area.value));
  const picker = h('input', {
    type: 'file',
    id: 'file',
    class: 'visually-hidden',
    tabindex: -1,
    'aria-label': t('input.choose'),
  });
  picker.addEventListener('change', () => {
    const file = picker.files?.[0];
    picker.value = '';
    if (file) actions.file(file);
  });
  const notice = h('div', { class: 'notice', id: 'notice', role: 'alert' });
  const full = h(
    'div',
    { class: 'zone' },
    h('label', { for: 'message-text', class: 'lead' }, t('input.lead')),
    area,
    h(
      'div',
      { class: 'buttons' },
      h(
        'button',
        { type: 'button', class: 'primary', id: 'analyse', onclick: () => actions.analyse(area.value) },
        t('input.paste'),
      ),
      h('button', { type: 'button', id: 'choose', onclick: () => picker.click() }, t('input.choose')),
      picker,
      h(
        'span',
        { class: 'examples' },
        t('input.examples'),
        (['pass', 'list', 'spoof'] as const).map((name) =>
          quietButton(t(`example.${name}`), () => actions.example(name), { id: `example-${name}` }),
        ),
      ),
    ),
    fold(
      'where',
      { class: 'where' },
      t('input.where'),
      h(
        'dl',
        { class: 'rows' },
        programs.map((program) =>
          h('div', null, h('dt', null, t(`where.${program}`)), h('dd', null, t(`where.${program}.text` as Label))),
        ),
      ),
    ),
  );
  const line = h('div', { class: 'summary-line', hidden: true });
  const element = h(
    'section',
    { id: 'input', class: 'input', 'aria-label': t('input.label') },
    lead ? h('p', { class: 'tagline' }, t('tagline')) : null,
    line,
    full,
    notice,
  );
  return {
    element,
    area,
    fold(one, canUndo) {
      full.hidden = one !== null;
      line.hidden = one === null;
      line.replaceChildren();
      if (!one) return;
      const report = one.report;
      line.append(
        h(
          'span',
          { class: 'what' },
          one.options.name ? [h('bdi', null, one.options.name), ' \u00b7 '] : null,
          report
            ? t('input.summary', {
                size: octets(report.input.octets),
                fields: report.input.fields,
                kind: word('input', report.input.kind),
              })
            : t('input.working', { size: octets(one.octets.length) }),
        ),
        h(
          'span',
          { class: 'line-buttons' },
          quietButton(t('input.change'), () => actions.change(), { id: 'change' }),
          canUndo ? quietButton(t('input.undo'), () => actions.undo(), { id: 'undo' }) : '',
        ),
      );
      if (one.from === 'saved')
        line.append(h('p', { class: 'quiet-text' }, t(one.octets.length > 0 ? 'input.saved' : 'input.savedNoMessage')));
    },
    say(...message) {
      notice.replaceChildren();
      if (message.length > 0) notice.append(h('div', null, ...message));
    },
  };
}

// One of several messages, newest first where they are dated; those without a date as they stand.
export function several(one: Case, actions: InputActions): Child {
  const count = one.report?.input.messages ?? 1;
  if (count < 2) return null;
  const dated = (index: number) => Date.parse(one.list?.[index]?.date ?? '') || -Infinity;
  const order = Array.from({ length: Math.min(count, 100) }, (_, index) => index).sort((a, b) =>
    dated(a) === dated(b) ? a - b : dated(b) - dated(a),
  );
  const select = h(
    'select',
    { id: 'several' },
    order.map((index) => {
      const known = one.list?.[index];
      const label = known
        ? t('several.number', {
            number: index + 1,
            subject: [known.subject, known.from, known.date ? when(known.date) : ''].filter(Boolean).join(' \u00b7 '),
          })
        : t('several.unread', { number: index + 1 });
      return h('option', { value: index, selected: index === one.report?.input.message }, label);
    }),
  );
  select.addEventListener('change', () => actions.set({ message: Number(select.value) }));
  return h(
    'div',
    { class: 'several' },
    h('p', null, t('several', { count })),
    h('label', { for: 'several' }, t('several.show'), ' '),
    select,
  );
}

// What the user knows better than the message.
export function options(one: Case, actions: InputActions): HTMLElement {
  const names = ['client_ip', 'helo', 'mail_from', 'receiver', 'now'] as const;
  const fields = names.map((name) =>
    h('input', {
      id: `option-${name}`,
      type: 'text',
      autocomplete: 'off',
      spellcheck: 'false',
      value: one.options[name] ?? '',
      placeholder: {
        client_ip: '192.0.2.25',
        helo: 'mail.example.com',
        mail_from: 'news@example.com',
        receiver: 'mx.example.com',
        now: '2026-11-21T09:10:00Z',
      }[name],
    }),
  );
  const headersOnly = h('input', {
    id: 'option-headers_only',
    type: 'checkbox',
    checked: one.options.headers_only ?? false,
  });
  const apply = (event: Event) => {
    event.preventDefault();
    const set: Partial<Options> = { headers_only: headersOnly.checked || undefined };
    names.forEach((name, index) => {
      set[name] = fields[index]!.value.trim() || undefined;
    });
    actions.set(set);
  };
  return fold(
    'options',
    { class: 'options' },
    t('options'),
    h('p', { class: 'quiet-text' }, t('options.text')),
    h(
      'form',
      { onsubmit: apply },
      h(
        'div',
        { class: 'grid' },
        names.map((name, index) =>
          h('div', null, h('label', { for: `option-${name}` }, t(`options.${name}`)), fields[index]!),
        ),
      ),
      h('label', { class: 'check-label' }, headersOnly, ' ', t('options.headers_only')),
      h('div', { class: 'buttons' }, h('button', { type: 'submit' }, t('options.apply'))),
    ),
  );
}
