// One message under examination, as the page holds it in memory.

import type { AskedName } from './core';
import type { Label } from './text';
import type { Report } from './generated/report';

// Options of the core that the page sets; see core/json/read_options.cpp.
export interface Options {
  evaluated_at: string;
  name?: string;
  language?: string;
  message?: number;
  receiver?: string;
  client_ip?: string;
  helo?: string;
  mail_from?: string;
  now?: string;
  headers_only?: boolean;
  personal_names?: boolean;
}

// One row of the ledger: a name that was asked by this page, and what came.
export interface Asked extends AskedName {
  milliseconds: number;
  size: number | undefined;
  octets: Uint8Array | undefined;
  problem: Label | undefined;
  detail: string | undefined;
  // The core's sentence about a reply that is none.
  refused?: string;
}

export interface Case {
  octets: Uint8Array;
  // What was put in, for the text box; null for files.
  text: string | null;
  from: 'paste' | 'file' | 'example' | 'saved';
  options: Options;
  // Answers file, zone text or dig output.
  supplied: string;
  suppliedName: string;
  observed: Asked[];
  handle: number | null;
  generation: number;
  report: Report | null;
  reportText: string;
  // Subjects of the messages of a mailbox, once known.
  list?: { subject: string; from: string; date: string }[];
}

export function newCase(octets: Uint8Array, from: Case['from'], name: string, text: string | null = null): Case {
  return {
    octets,
    text,
    from,
    options: { evaluated_at: new Date().toISOString().replace(/\.\d+Z$/, 'Z'), ...(name ? { name } : {}) },
    supplied: '',
    suppliedName: '',
    observed: [],
    handle: null,
    generation: -1,
    report: null,
    reportText: '',
  };
}
