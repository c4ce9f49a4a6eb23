// The core, behind a worker that can be ended: every call either returns, or throws Refused with a
// sentence of the core, or Stopped when the worker crashed or was silent for too long.

import source from 'indicia:worker';

export class Refused extends Error {}
export class Stopped extends Error {}
// A newer call took the place of this one.
export class Abandoned extends Error {}
export class Unavailable extends Error {}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  milliseconds: number;
}

export interface AskedName {
  name: string;
  type: string;
  asked_at: string;
  resolver: string;
  status?: 'timeout' | 'servfail' | 'not_asked';
}

export interface TicketOptions {
  format: 'markdown' | 'text' | 'reply';
  redact: boolean;
  language: string;
}

const patience = 5000;
// The search for changes ends by its budget, which a slow phone needs half a minute for.
const searchPatience = 90_000;

// The one Trusted Types policy: it makes the worker's address and nothing else.
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}
const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy = trusted?.createPolicy('indicia-worker', {
  createScriptURL: (url) => {
    if (!url.startsWith('blob:')) throw new TypeError('only blobs');
    return url;
  },
});

export class Core {
  private worker: Worker | null = null;
  private waiting = new Map<number, Pending>();
  private last = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  // Changes with every restart: handles of an earlier worker mean nothing.
  generation = 0;
  ready: Promise<void>;
  private module = '';
  private began: (ready: Promise<void>) => void = () => undefined;

  constructor() {
    this.ready = new Promise((resolve) => {
      this.began = resolve;
    });
    this.ready.catch(() => undefined);
  }

  // module: base64 of the gzip. It stands behind the script in the file; calls made before wait for it.
  begin(module: string): void {
    this.module = module;
    this.start();
    this.began(this.ready);
  }

  private start(): void {
    if (typeof WebAssembly !== 'object' || typeof DecompressionStream !== 'function') {
      this.ready = Promise.reject(new Unavailable('no WebAssembly'));
      this.ready.catch(() => undefined);
      return;
    }
    ++this.generation;
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    const worker = new Worker(policy ? policy.createScriptURL(url) : url);
    this.worker = worker;
    this.ready = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => {
        if (data.progress === 'ready') {
          URL.revokeObjectURL(url);
          resolve();
        } else if (data.failed !== undefined) {
          reject(new Unavailable(data.failed));
        }
        if (this.worker === worker) this.hear(data);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Unavailable(event.message));
        if (this.worker === worker) this.stop(new Stopped(event.message));
      };
    });
    this.ready.catch(() => undefined);
    worker.postMessage({ module: this.module });
  }

  private hear(data: { id?: number; value?: unknown; refused?: string; stopped?: string }): void {
    if (data.id === undefined) return this.watch();
    const pending = this.waiting.get(data.id);
    this.waiting.delete(data.id);
    if (data.stopped !== undefined) {
      pending?.reject(new Stopped(data.stopped));
      this.stop(new Stopped(data.stopped));
      return;
    }
    if (data.refused !== undefined) pending?.reject(new Refused(data.refused));
    else pending?.resolve(data.value);
    this.watch();
  }

  // Waits for the oldest call; every message of the worker is progress.
  private watch(): void {
    clearTimeout(this.timer);
    const [next] = this.waiting.values();
    if (next) this.timer = setTimeout(() => this.stop(new Stopped('no progress')), next.milliseconds);
  }

  // Ends all calls that wait.
  abandon(): void {
    this.stop(new Abandoned());
  }

  // Ends the worker and starts a new one.
  private stop(why: Error): void {
    clearTimeout(this.timer);
    this.worker?.terminate();
    const broken = [...this.waiting.values()];
    this.waiting.clear();
    this.start();
    for (const pending of broken) pending.reject(why);
  }

  private async call<Value>(call: string, size: number, ...parameters: unknown[]): Promise<Value> {
    await this.ready;
    return new Promise<Value>((resolve, reject) => {
      const id = ++this.last;
      // A second more for each 4 MB to read.
      const milliseconds = (call === 'conclude' ? searchPatience : patience) + size / 4000;
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, milliseconds });
      this.worker?.postMessage({ id, call, parameters });
      if (this.waiting.size === 1) this.watch();
    });
  }

  examine = (octets: Uint8Array, options: string) => this.call<number>('examine', octets.length, octets, options);
  evaluate = (handle: number, size: number, supplied: string) => this.call<string>('evaluate', size, handle, supplied);
  conclude = (handle: number, size: number, supplied: string) => this.call<string>('conclude', size, handle, supplied);
  query = (name: string, type: string) => this.call<Uint8Array>('query', 0, name, type);
  observe = (handle: number, asked: AskedName, reply?: Uint8Array) =>
    this.call<void>('observe', 0, handle, asked, reply);
  answers = (handle: number, supplied: string) => this.call<string>('answers', 0, handle, supplied);
  ticket = (handle: number, options: TicketOptions) => this.call<string>('ticket', 0, handle, options);
  redacted = (handle: number) => this.call<Uint8Array>('redacted', 0, handle);
  about = () => this.call<string>('about', 0);
  forget = (handle: number) => this.call<void>('forget', 0, handle).catch(() => undefined);
}
