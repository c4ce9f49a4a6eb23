// "Nothing is uploaded": what the browser enforces, and what was asked.

import type { Case } from '../case';
import { policies } from '../doh';
import { h, quoted } from '../dom';
import { t, when } from '../text';

export function proof(one: Case | null, about: string): HTMLElement {
  const asked = (one?.observed ?? []).filter(({ status }) => status !== 'not_asked');
  return h('div', null,
    h('p', null, t('proof.text')),
    h('h3', null, t('proof.policy')),
    policies().map((policy) => h('pre', { class: 'wrap' }, policy.split('; ').join(';\n'))),
    h('h3', null, t('proof.requests')),
    asked.length === 0 ? h('p', null, t('proof.noRequests')) : h('ul', null, asked.map((row) =>
      h('li', null, `${when(row.asked_at, 'utc', true)} \u00b7 ${row.type} `, quoted(row.name), ` \u00b7 ${row.resolver}`))),
    h('h3', null, t('proof.file')),
    h('p', null, t('proof.save')),
    h('pre', { class: 'wrap' }, 'sha256sum indicia.html'),
    about ? h('p', { class: 'quiet-text' }, about) : null);
}
