// What to do: findings, worst first, each consequence under its cause.

import type { Finding, Severity } from '../generated/report';
import { type Child, h } from '../dom';
import { counted, t, word } from '../text';
import { mark, ofSeverity } from './marks';
import { fold, panel, place } from './parts';
import type { Role, View } from './view';

const roles: Record<Role, readonly Finding['who'][]> = {
  any: [],
  send: ['sender', 'dns', 'ip_owner'],
  receive: ['recipient', 'receiver_admin'],
};

// Whether the reader can act: undefined where no role was told, or nobody can.
const mine = (role: Role, { who }: Finding): boolean | undefined =>
  role === 'any' || who === 'nobody' ? undefined : roles[role].includes(who);

const fixLabel = (own: boolean | undefined): string =>
  t(own === undefined ? 'finding.fix' : own ? 'finding.fixMine' : 'finding.fixOther');

function roleSwitch(view: View): HTMLElement {
  const button = (role: Role): HTMLElement =>
    h(
      'button',
      {
        type: 'button',
        id: `role-${role}`,
        'aria-pressed': String(view.role === role),
        onclick: () => view.actions.role(role),
      },
      t(`role.${role}`),
    );
  return h(
    'div',
    { class: 'roles' },
    h('span', { id: 'role-label', class: 'quiet-text' }, t('role')),
    h(
      'div',
      { class: 'switch', role: 'group', 'aria-labelledby': 'role-label' },
      (['any', 'send', 'receive'] as const).map(button),
    ),
  );
}

function open(view: View, finding: Finding): Child {
  return h(
    'div',
    { class: 'finding-body' },
    h(
      'dl',
      { class: 'story' },
      h('div', null, h('dt', null, t('finding.seen')), h('dd', null, finding.seen)),
      h('div', null, h('dt', null, t('finding.expects')), h('dd', null, finding.expects)),
      h('div', null, h('dt', null, t('finding.means')), h('dd', null, finding.means)),
      finding.fix && finding.severity !== 'ok'
        ? h(
            'div',
            { class: 'fix' },
            h('dt', null, fixLabel(mine(view.role, finding))),
            h(
              'dd',
              null,
              finding.who === 'nobody' ? null : h('b', { class: 'who' }, finding.who_text),
              finding.who === 'nobody' ? null : ': ',
              finding.fix,
            ),
          )
        : null,
    ),
    h(
      'p',
      { class: 'foot' },
      h('span', null, word('confidence', finding.confidence)),
      finding.references.map((reference) => h('span', { class: 'tag' }, reference)),
      finding.locations.slice(0, 12).map((location) => place(view.actions, location)),
    ),
  );
}

function one(view: View, finding: Finding, children: Map<string, Finding[]>): HTMLElement {
  const below = children.get(finding.ident) ?? [];
  const hot = finding.severity === 'fail' && finding.causes.length === 0;
  return h(
    'div',
    { class: 'finding-box', id: `finding-${finding.ident}` },
    fold(
      `finding-${finding.ident}`,
      { class: `finding ${finding.severity}`, open: hot },
      [
        mark(ofSeverity(finding.severity)),
        h('span', { class: 'visually-hidden' }, word('severity', ofSeverity(finding.severity)), ': '),
        h(
          'span',
          { class: 'title' },
          finding.title,
          finding.causes.length > 0
            ? h('span', { class: 'quiet-text follows' }, t('followsFrom', { term: finding.causes.join(', ') }))
            : null,
        ),
        h(
          'span',
          { class: 'meta' },
          finding.who !== 'nobody' && finding.severity !== 'ok'
            ? h('span', { class: mine(view.role, finding) ? 'tag who mine' : 'tag who' }, finding.who_text)
            : null,
          h('code', null, finding.ident),
        ),
      ],
      open(view, finding),
    ),
    below.length > 0
      ? h(
          'div',
          { class: 'consequences' },
          below.map((child) => one(view, child, children)),
        )
      : null,
  );
}

// Under its first cause that is shown; ring-free, since causes stand before consequences in the report.
function tree(findings: Finding[]): { top: Finding[]; children: Map<string, Finding[]> } {
  const seen = new Set<string>();
  const top: Finding[] = [];
  const children = new Map<string, Finding[]>();
  for (const finding of findings) {
    const cause = finding.causes.find((ident) => seen.has(ident));
    if (cause === undefined) top.push(finding);
    else children.set(cause, [...(children.get(cause) ?? []), finding]);
    seen.add(finding.ident);
  }
  return { top, children };
}

export function findings(view: View): HTMLElement {
  const all = view.report.findings;
  const acute = all.filter(({ severity }) => severity === 'fail' || severity === 'warn');
  const { top, children } = tree(acute);
  const rest = (severity: Severity, label: string): Child => {
    const list = all.filter((finding) => finding.severity === severity);
    if (list.length === 0) return null;
    return fold(
      `group-${severity}`,
      { class: 'group' },
      counted(label, list.length),
      list.map((finding) => one(view, finding, new Map())),
    );
  };
  const waiting = view.report.questions.filter(({ required }) => required).length;
  return panel(
    'todo',
    t('todo'),
    acute.length === 0 ? null : roleSwitch(view),
    top.length === 0
      ? h('p', { class: 'nothing' }, t('todo.none'))
      : top.map((finding) => one(view, finding, children)),
    waiting > 0 ? h('p', { class: 'waiting' }, mark('untestable'), ' ', counted('waiting', waiting)) : null,
    rest('info', 'notes'),
    rest('ok', 'fine'),
  );
}
