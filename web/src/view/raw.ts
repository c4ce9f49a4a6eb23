// Every line of the input, numbered: where all links end. Octets are decoded for display only.

import type { Location, Report } from '../generated/report';
import { type Child, append, h } from '../dom';
import { t } from '../text';
import { panel, quietButton, reveal } from './parts';
import type { View } from './view';

// At once, and a moment later.
const firstLines = 40;
const nextLines = 560;
const pageLines = 2000;
const mostCharacters = 2000;
const decoder = new TextDecoder('utf-8');

interface Line {
  start: number;
  end: number;
}

function linesOf(octets: Uint8Array): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < octets.length;) {
    const at = octets.indexOf(0x0a, start);
    const end = at < 0 ? octets.length : at;
    lines.push({ start, end: end > start && octets[end - 1] === 0x0d ? end - 1 : end });
    start = at < 0 ? octets.length : at + 1;
  }
  return lines;
}

function text(octets: Uint8Array, from: number, to: number): string {
  const cut = to - from > mostCharacters;
  const shown = decoder.decode(octets.subarray(from, cut ? from + mostCharacters : to));
  return cut ? `${shown} ${t('raw.cut', { count: to - from - mostCharacters })}` : shown;
}

// Words in the margin: findings that speak of the line, who can have written it, and what no signature covers.
function margins(report: Report): Map<number, Child[]> {
  const notes = new Map<number, Child[]>();
  const note = (line: number, child: Child) => notes.set(line, [...(notes.get(line) ?? []), child]);
  for (const hop of report.path) {
    if (!hop.trusted && hop.location) note(hop.location.line, h('span', { class: 'tag' }, t('raw.outside')));
  }
  for (const { line } of report.message?.unsigned_fields ?? [])
    note(line, h('span', { class: 'unsigned' }, t('raw.unsigned')));
  for (const finding of report.findings) {
    if (finding.severity === 'ok') continue;
    for (const location of finding.locations.slice(0, 3)) {
      note(
        location.line,
        h('button', { type: 'button', class: 'tag link', 'data-finding': finding.ident }, finding.ident),
      );
    }
  }
  return notes;
}

// Name and value of a field's first line stand apart.
function content(octets: Uint8Array, line: Line, inHeader: boolean): Child {
  const shown = text(octets, line.start, line.end);
  const field = inHeader ? /^([!-9;-~]{1,80}:)(.*)$/s.exec(shown) : null;
  return field ? [h('b', null, field[1]!), h('bdi', null, field[2]!)] : h('bdi', null, shown);
}

export interface Raw {
  element: HTMLElement;
  show(location: Location, from: HTMLElement | null): void;
}

export function raw(view: View): Raw {
  const { octets } = view.one;
  const lines = linesOf(octets);
  const { report } = view;
  const notes = margins(report);
  // The first empty line behind a field ends the header.
  const body = report.message?.parts[0]?.location?.offset ?? octets.length;
  let chosen: number[] = [...lines.keys()];
  let drawn = 0;
  const rows = h('ol', { class: 'lines', id: 'lines' });
  const more = quietButton(t('raw.more'), () => draw(pageLines));
  const byLine = new Map<number, HTMLElement>();

  const row = (index: number): HTMLElement => {
    const line = lines[index]!;
    const element = h(
      'li',
      { id: `line-${index + 1}`, tabindex: -1, value: index + 1 },
      h('span', { class: 'number' }, index + 1),
      h('span', { class: 'text' }, content(octets, line, line.start < body)),
      notes.has(index + 1) ? h('span', { class: 'margin' }, notes.get(index + 1)!) : null,
    );
    byLine.set(index + 1, element);
    return element;
  };
  const draw = (count: number): void => {
    append(rows, chosen.slice(drawn, drawn + count).map(row));
    drawn = Math.min(chosen.length, drawn + count);
    more.hidden = drawn >= chosen.length;
  };
  const filter = h('input', { type: 'search', id: 'raw-filter', autocomplete: 'off', spellcheck: 'false' });
  const status = h('span', { class: 'quiet-text', role: 'status' });
  const choose = (wanted: string): void => {
    const needle = wanted.toLowerCase();
    chosen = [...lines.keys()].filter(
      (index) =>
        needle === '' ||
        decoder
          .decode(octets.subarray(lines[index]!.start, Math.min(lines[index]!.end, lines[index]!.start + 100_000)))
          .toLowerCase()
          .includes(needle),
    );
    rows.replaceChildren();
    byLine.clear();
    drawn = 0;
    status.textContent = needle === '' ? '' : t('raw.found', { count: chosen.length });
    draw(firstLines + nextLines);
  };
  filter.addEventListener('input', () => choose(filter.value));
  rows.addEventListener('click', (event) => {
    const ident = (event.target as HTMLElement).dataset?.finding;
    if (ident) reveal(`finding-${ident}`);
  });
  draw(firstLines);
  setTimeout(() => {
    if (drawn === firstLines) draw(nextLines);
  }, 50);

  const back = h('button', { type: 'button', class: 'back', hidden: true }, t('raw.back'));
  let origin: HTMLElement | null = null;
  back.addEventListener('click', () => {
    back.hidden = true;
    origin?.scrollIntoView({ block: 'center' });
    origin?.focus({ preventScroll: true });
  });

  const copy = quietButton(t('raw.copy'), () => void navigator.clipboard?.writeText(decoder.decode(octets)));
  const element = panel(
    'raw',
    t('raw'),
    octets.length === 0
      ? h('p', { class: 'nothing' }, t('raw.none'))
      : [
          h('div', { class: 'toolbar' }, h('label', { for: 'raw-filter' }, t('raw.filter')), filter, status, copy),
          h('div', { class: 'scroll raw', tabindex: 0, role: 'region', 'aria-label': t('raw.lines') }, rows),
          more,
          back,
        ],
  );

  return {
    element,
    show(location, from) {
      if (filter.value !== '') {
        filter.value = '';
        choose('');
      }
      while (drawn < chosen.length && !byLine.has(location.line)) draw(pageLines);
      element.querySelectorAll('.lit').forEach((old) => old.classList.remove('lit'));
      element.querySelectorAll('mark').forEach((old) => old.replaceWith(...old.childNodes));
      const last = location.offset + location.length;
      for (
        let index = location.line - 1;
        index < lines.length && lines[index]!.start < Math.max(last, location.offset + 1) && index < location.line + 60;
        ++index
      ) {
        byLine.get(index + 1)?.classList.add('lit');
      }
      span(byLine.get(location.line), lines[location.line - 1], location);
      const target = byLine.get(location.line);
      target?.scrollIntoView({ block: 'center' });
      target?.focus({ preventScroll: true });
      origin = from;
      back.hidden = from === null;
    },
  };

  // Outlines the exact octets where they are a part of one line.
  function span(target: HTMLElement | undefined, line: Line | undefined, location: Location): void {
    const place = target?.querySelector('.text');
    if (!line || !place || location.length === 0) return;
    const end = location.offset + location.length;
    if (location.offset <= line.start || location.offset - line.start > mostCharacters) return;
    place.replaceChildren(
      text(octets, line.start, location.offset),
      h('mark', null, text(octets, location.offset, Math.min(end, line.end))),
      end < line.end ? text(octets, end, line.end) : '',
    );
  }
}
