// "Nothing is uploaded": what the browser enforces, and what was asked.

import { policies } from '../doh';
import { sent } from '../settle';
import { h, quoted } from '../dom';
import { t, when } from '../text';

export function proof(about: string): HTMLElement {
  return h(
    'div',
    null,
    h('p', null, t('proof.text')),
    h('h3', null, t('proof.policy')),
    policies().map((policy) => h('pre', { class: 'wrap' }, policy.split('; ').join(';\n'))),
    h('h3', null, t('proof.requests')),
    sent.length === 0
      ? h('p', null, t('proof.noRequests'))
      : h(
          'ul',
          null,
          sent.map((row) =>
            h(
              'li',
              null,
              `${when(row.asked_at, 'utc', true)} \u00b7 ${row.type} `,
              quoted(row.name),
              ` \u00b7 ${row.resolver}`,
            ),
          ),
        ),
    h('h3', null, t('proof.file')),
    h('p', null, t('proof.save')),
    h('pre', { class: 'wrap' }, 'sha256sum indicia.html'),
    about ? h('p', { class: 'quiet-text' }, about) : null,
  );
}
