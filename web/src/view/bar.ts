// The bar: name, what the network is set to, language, theme, keys.

import { type Child, h } from '../dom';
import { currentLanguage, type Language, t } from '../text';
import { keep, recall } from '../store';
import type { Network } from './view';

export interface BarActions {
  proof(): void;
  network(): void;
  language(to: Language): void;
  theme(to: string): void;
  keys(): void;
}

export function setTheme(theme: string): void {
  keep('theme', theme);
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function networkLabel({ state, narrowed }: Network): string {
  if (state === 'never') return t('network.never');
  return narrowed ? t('network.on', { operator: narrowed.operator }) : t('network.off');
}

export function topBar(network: Network, actions: BarActions): Child {
  const theme = recall('theme') ?? document.documentElement.dataset.theme ?? 'auto';
  const themes = h(
    'select',
    { id: 'theme', 'aria-label': t('theme') },
    (['auto', 'light', 'dark'] as const).map((each) =>
      h('option', { value: each, selected: each === theme }, t(`theme.${each}`)),
    ),
  );
  themes.addEventListener('change', () => actions.theme(themes.value));
  const language = (each: Language): HTMLElement =>
    h(
      'button',
      {
        type: 'button',
        lang: each,
        'aria-pressed': String(currentLanguage() === each),
        'aria-label': each === 'en' ? 'EN, English' : 'RU, русский',
        id: `language-${each}`,
        onclick: () => actions.language(each),
      },
      each.toUpperCase(),
    );
  return [
    h('a', { class: 'skip', href: '#main' }, t('skip')),
    h('h1', null, t('name')),
    h(
      'div',
      { class: 'bar-buttons' },
      h(
        'button',
        { type: 'button', class: 'quiet', id: 'proof', onclick: () => actions.proof() },
        t('nothingUploaded'),
      ),
      h(
        'button',
        { type: 'button', class: `quiet network ${network.state}`, id: 'network', onclick: () => actions.network() },
        networkLabel(network),
      ),
      h('div', { class: 'switch', role: 'group', 'aria-label': t('language') }, language('en'), language('ru')),
      themes,
      h(
        'button',
        { type: 'button', class: 'quiet', id: 'keys', 'aria-label': t('keys'), onclick: () => actions.keys() },
        '?',
      ),
    ),
  ];
}
