// The report that `indicia --html` put into this file: schema indicia-page/1.

import { type Case, newCase, type Options } from './case';
import type { Report } from './generated/report';

interface Saved {
  schema: string;
  report: Report;
  options?: Options;
  answers?: unknown;
  message_base64?: string;
}

export function embedded(): Case | 'bad' | null {
  const element = document.getElementById('report');
  if (!element) return null;
  try {
    const saved = JSON.parse(element.textContent ?? '') as Saved;
    if (saved.schema !== 'indicia-page/1' || saved.report.schema !== 'indicia/1') return 'bad';
    const octets = Uint8Array.from(atob(saved.message_base64 ?? ''), (character) => character.charCodeAt(0));
    const one = newCase(octets, 'saved', saved.report.input.name);
    one.options = { ...saved.options, evaluated_at: saved.options?.evaluated_at ?? saved.report.evaluated_at };
    if (saved.report.input.name) one.options.name = saved.report.input.name;
    one.report = saved.report;
    one.reportText = JSON.stringify(saved.report, null, 2);
    if (saved.answers) {
      one.supplied = JSON.stringify(saved.answers);
      one.suppliedName = saved.report.input.name || 'indicia';
    }
    return one;
  } catch {
    return 'bad';
  }
}
