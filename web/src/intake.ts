// From a file or a text to the octets of a case, or a sentence that says why not.

import { type Case, newCase } from './case';
import { h } from './dom';
import { type Label, octets as sizeText, t } from './text';

const softLimit = 25_000_000;
const hardLimit = 64 * 1024 * 1024;

// ask: the file is large, and reading it needs a yes.
export type Intake = { one: Case } | { refused: string } | { ask: string };

const refuse = (label: Label, size = 0): Intake => ({ refused: t(label, { size: sizeText(size) }) });

export function fromText(text: string): Intake {
  const octets = new TextEncoder().encode(text);
  return octets.length > hardLimit ? refuse('too.large', octets.length) : { one: newCase(octets, 'paste', '', text) };
}

export async function fromFile(file: File, sure: boolean): Promise<Intake> {
  if (file.size > hardLimit) return refuse('too.large', file.size);
  if (file.size > softLimit && !sure) return { ask: t('ask.large', { size: sizeText(file.size) }) };
  let octets: Uint8Array;
  try {
    octets = new Uint8Array(await file.arrayBuffer());
  } catch {
    return refuse('unreadable');
  }
  if (octets.length === 0) return refuse('empty.file');
  // The compound file that Outlook saves.
  const compound = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
  if (compound.every((octet, index) => octets[index] === octet)) return refuse('msg');
  return { one: newCase(octets, 'file', file.name) };
}

export async function pick(accept: string): Promise<File | null> {
  const picker = h('input', { type: 'file', accept });
  picker.click();
  return new Promise((resolve) => picker.addEventListener('change', () => resolve(picker.files?.[0] ?? null)));
}
