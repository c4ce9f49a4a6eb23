// Result marks: an outline that differs for each state, a word, and colour as the third.

import type { Provenance, Result, Severity } from '../generated/report';
import { h, s } from '../dom';
import { word } from '../text';

export type State =
  'pass' | 'fail' | 'warning' | 'error' | 'untestable' | 'absent' | 'conflict' | 'pending' | 'info' | 'recorded';

const line = (d: string) => s('path', { d, class: 'glyph' });

function shape(state: State): SVGElement[] {
  switch (state) {
    case 'pass':
      return [s('circle', { cx: 12, cy: 12, r: 10, class: 'solid' }), line('M7.2 12.4l3.2 3.3 6.4-7')];
    case 'fail':
      return [
        s('path', { d: 'M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z', class: 'solid' }),
        line('M8.3 8.3l7.4 7.4m0-7.4l-7.4 7.4'),
      ];
    case 'warning':
      return [s('path', { d: 'M12 2.4L22.6 21H1.4z', class: 'solid round' }), line('M12 9v5.4m0 2.6v.6')];
    case 'error':
      return [
        s('circle', { cx: 12, cy: 12, r: 9, class: 'ring broken' }),
        s('path', { d: 'M12 7.5v5.5m0 2.6v.6', class: 'stroke' }),
      ];
    case 'untestable':
      return [s('circle', { cx: 12, cy: 12, r: 9, class: 'ring' }), s('path', { d: 'M7.8 12h8.4', class: 'stroke' })];
    case 'absent':
      return [s('circle', { cx: 12, cy: 12, r: 4, class: 'solid' })];
    case 'conflict':
      return [
        s('rect', { x: 2, y: 2, width: 20, height: 20, rx: 3, class: 'ring' }),
        s('path', { d: 'M6 9.2h11m-3-3l3 3m1 5.6H7m3 3l-3-3', class: 'stroke' }),
      ];
    case 'pending':
      return [s('path', { d: 'M12 3a9 9 0 1 1-8.5 6', class: 'ring turning' })];
    case 'recorded':
      return [
        s('circle', { cx: 12, cy: 12, r: 9, class: 'ring' }),
        s('path', { d: 'M7.8 12.3l2.9 3 5.6-6.2', class: 'stroke' }),
      ];
    case 'info':
      return [
        s('circle', { cx: 12, cy: 12, r: 9, class: 'ring' }),
        s('path', { d: 'M12 11v6m0-9.6v.6', class: 'stroke' }),
      ];
  }
}

// A mark whose word stands beside it in the text.
export const mark = (state: State): SVGElement =>
  s(
    'svg',
    { class: `mark ${state}`, viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    ...shape(state),
  );

// Mark and word; `text` where the protocol has a word of its own.
export const marked = (state: State, text?: string): HTMLElement =>
  h('span', { class: `marked ${state}` }, mark(state), h('span', null, text ?? word('state', state)));

export function ofResult(result: Result | string): State {
  switch (result) {
    case 'pass':
      return 'pass';
    case 'fail':
      return 'fail';
    case 'softfail':
    case 'policy':
      return 'warning';
    case 'temperror':
    case 'permerror':
      return 'error';
    case 'untestable':
      return 'untestable';
    default:
      return 'absent';
  }
}

export const ofSeverity = (severity: Severity): State =>
  (({ fail: 'fail', warn: 'warning', info: 'info', ok: 'pass' }) as const)[severity];

export const ofMatch = (match: string): State =>
  match === 'match' ? 'pass' : match === 'untestable' ? 'untestable' : 'fail';

export const result = (value: Result | string): HTMLElement =>
  marked(ofResult(value), value === 'untestable' ? word('state', 'untestable') : value);

// The word alone, where the mark stands at the start of the row.
export const resultWord = (value: Result | string): HTMLElement =>
  h('b', { class: `word ${ofResult(value)}` }, value === 'untestable' ? word('state', 'untestable') : value);

export const provenance = (value: Provenance): HTMLElement =>
  h('span', { class: `provenance ${value}` }, word('provenance', value));
