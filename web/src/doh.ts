// DNS over HTTPS (RFC 8484, GET): octets of a question out, octets of a reply in. What the octets mean is the
// core's business.

import type { Label } from './text';

export interface Resolver {
  id: string;
  operator: string;
  url: string;
  // What it gets to know.
  learns: Record<'en' | 'ru', string>;
}

// web/resolvers.json, or the list that the build was given; it stands in the file as data.
export const resolvers = JSON.parse(document.getElementById('resolvers')?.textContent ?? '[]') as Resolver[];

export interface Reply {
  octets?: Uint8Array;
  // Without octets: what went wrong; `slow` is a timeout, the others are no answer of a resolver.
  problem?: Label;
  detail?: string;
}

const nameLimit = 4000;
const most = 65535;

const base64url = (octets: Uint8Array): string =>
  btoa(String.fromCharCode(...octets))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

export async function ask(resolver: Resolver, query: Uint8Array, phase: AbortSignal): Promise<Reply> {
  const timer = new AbortController();
  const end = () => timer.abort();
  const timeout = setTimeout(end, nameLimit);
  phase.addEventListener('abort', end);
  try {
    const response = await fetch(`${resolver.url}?dns=${base64url(query)}`, {
      headers: { accept: 'application/dns-message' },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      redirect: 'error',
      signal: timer.signal,
    });
    if (response.status !== 200) return { problem: 'doh.status', detail: String(response.status) };
    const type = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
    if (type !== 'application/dns-message') return { problem: 'doh.type', detail: type || '-' };
    const octets = new Uint8Array(await response.arrayBuffer());
    if (octets.length > most) return { problem: 'doh.size', detail: String(octets.length) };
    return { octets };
  } catch {
    return timer.signal.aborted || phase.aborted ? { problem: 'doh.slow' } : { problem: 'doh.unreachable' };
  } finally {
    clearTimeout(timeout);
    phase.removeEventListener('abort', end);
  }
}

export const originOf = (resolver: Resolver): string =>
  resolver.url.startsWith('/') ? "'self'" : new URL(resolver.url).origin;

// A second policy can only take away: after it the browser lets the page reach this origin and no other.
export function narrow(to: string): void {
  const meta = document.createElement('meta');
  meta.httpEquiv = 'Content-Security-Policy';
  meta.content = `connect-src ${to}`;
  document.head.append(meta);
}

export const policies = (): string[] =>
  [...document.querySelectorAll<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]')].map(
    ({ content }) => content,
  );
