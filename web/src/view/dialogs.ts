// Dialogs: the network switch, the ticket with its preview, the keys.

import { type Child, h } from '../dom';
import { resolvers, type Resolver } from '../doh';
import { currentLanguage, t } from '../text';
import type { Network } from './view';

export function dialog(title: string, ...content: Child[]): HTMLDialogElement {
  const element = h(
    'dialog',
    { 'aria-labelledby': 'dialog-title' },
    h(
      'div',
      { class: 'dialog-head' },
      h('h2', { id: 'dialog-title' }, title),
      h('button', { type: 'button', class: 'quiet close', onclick: () => element.close() }, t('close')),
    ),
    h('div', { class: 'dialog-body' }, ...content),
  );
  element.addEventListener('close', () => element.remove());
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close();
  });
  document.body.append(element);
  element.showModal();
  return element;
}

export function networkDialog(network: Network, choose: (resolver: Resolver) => void, never: () => void): void {
  const fixed = network.narrowed !== null || network.state === 'never';
  const element = dialog(
    t('network'),
    h('p', null, t('network.text')),
    h(
      'fieldset',
      { disabled: fixed },
      h('legend', { class: 'visually-hidden' }, t('network')),
      resolvers.map((resolver) =>
        h(
          'label',
          { class: 'choice' },
          h('input', {
            type: 'radio',
            name: 'resolver',
            value: resolver.id,
            checked: network.resolver?.id === resolver.id,
            onchange: () => choose(resolver),
          }),
          h(
            'span',
            null,
            h('b', null, resolver.operator),
            h('br'),
            h('span', { class: 'quiet-text' }, resolver.learns[currentLanguage()]),
          ),
        ),
      ),
    ),
    network.narrowed && network.state !== 'never'
      ? h('p', { class: 'quiet-text' }, t('network.narrowed', { operator: network.narrowed.operator }))
      : null,
    h('p', { class: 'quiet-text' }, t('network.ownResolver')),
    h('hr'),
    h(
      'div',
      { class: 'buttons' },
      h(
        'button',
        {
          type: 'button',
          id: 'for-good',
          disabled: network.state === 'never',
          onclick: () => {
            never();
            element.close();
          },
        },
        t('network.forGood'),
      ),
    ),
    h('p', { class: 'quiet-text' }, t('network.forGoodText')),
  );
}

export type TicketForm = 'markdown' | 'text' | 'reply';

export function ticketDialog(
  first: TicketForm,
  write: (form: TicketForm, redact: boolean) => Promise<string>,
  said: (text: string) => void,
): void {
  const preview = h('textarea', { class: 'preview', readonly: true, rows: 16, id: 'ticket-text', spellcheck: 'false' });
  const redact = h('input', { type: 'checkbox', checked: true, id: 'redact' });
  const status = h('span', { role: 'status', class: 'quiet-text' });
  let form: TicketForm = first;
  const show = async () => {
    preview.value = await write(form, redact.checked);
    status.textContent = '';
  };
  redact.addEventListener('change', () => void show());
  const copy = h('button', { type: 'button', class: 'primary', id: 'copy-ticket' }, t('ticket.copy'));
  copy.addEventListener('click', async () => {
    let done = true;
    try {
      await navigator.clipboard.writeText(preview.value);
    } catch {
      preview.select();
      done = document.execCommand('copy');
    }
    status.textContent = t(done ? 'status.copied' : 'status.notCopied');
    said(status.textContent);
  });
  dialog(
    t('ticket.title'),
    h(
      'fieldset',
      { class: 'forms' },
      h('legend', null, t('ticket.format')),
      (['markdown', 'text', 'reply'] as const).map((each) =>
        h(
          'label',
          null,
          h('input', {
            type: 'radio',
            name: 'form',
            value: each,
            checked: each === first,
            onchange: () => {
              form = each;
              void show();
            },
          }),
          ' ',
          t(`ticket.${each}`),
        ),
      ),
    ),
    h(
      'label',
      { class: 'check-label' },
      redact,
      ' ',
      h(
        'span',
        null,
        h('b', null, t('ticket.redact')),
        ' ',
        h('span', { class: 'quiet-text' }, t('ticket.redactText')),
      ),
    ),
    h('label', { for: 'ticket-text' }, t('ticket.preview')),
    preview,
    h('div', { class: 'buttons' }, copy, status),
  );
  copy.focus();
  void show();
}

export const keyList = ['/', 'e', 'f', 'c', 'Esc', '?'] as const;

export function keysDialog(on: boolean, toggle: (on: boolean) => void): void {
  const texts = {
    '/': 'keys.filter',
    e: 'keys.expand',
    f: 'keys.next',
    c: 'keys.copy',
    Esc: 'keys.close',
    '?': 'keys.help',
  } as const;
  dialog(
    t('keys.title'),
    h(
      'dl',
      { class: 'rows' },
      keyList.map((key) => h('div', null, h('dt', null, h('kbd', null, key)), h('dd', null, t(texts[key])))),
    ),
    h(
      'label',
      { class: 'check-label' },
      h('input', {
        type: 'checkbox',
        checked: on,
        onchange: (event) => toggle((event.target as HTMLInputElement).checked),
      }),
      ' ',
      t('keys.on'),
    ),
  );
}
