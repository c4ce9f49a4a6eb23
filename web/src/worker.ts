// The worker: unpacks the module, then answers one call after the other. It fetches nothing.
// In: { module } once (base64 of the gzip), then { id, call, parameters }.
// Out: { progress }, then per call { id, value } or { id, refused } (a sentence of the core) or { id, stopped }.

import { load } from '../../wasm/indicia.mjs';

interface Call {
  id: number;
  call: string;
  parameters: unknown[];
}

const port = self as unknown as { onmessage: unknown; postMessage(message: unknown): void };
let indicia: Record<string, (...parameters: unknown[]) => unknown> | null = null;

async function unpacked(base64: string): Promise<ArrayBuffer> {
  const text = atob(base64);
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) octets[i] = text.charCodeAt(i);
  const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

async function start(base64: string): Promise<void> {
  const octets = await unpacked(base64);
  port.postMessage({ progress: 'unpacked' });
  const compiled = await WebAssembly.compile(octets);
  port.postMessage({ progress: 'compiled' });
  indicia = load(compiled) as unknown as typeof indicia;
}

function answer({ id, call, parameters }: Call): void {
  try {
    const method = indicia?.[call];
    if (method === undefined) throw new TypeError(`the module has no ${call}`);
    port.postMessage({ id, value: method(...parameters) });
  } catch (error) {
    // indicia.mjs throws plain errors with the core's sentence; everything else is a defect.
    const plain = error instanceof Error && error.constructor === Error;
    port.postMessage({ id, [plain ? 'refused' : 'stopped']: String(error instanceof Error ? error.message : error) });
  }
}

let ready: Promise<void> = Promise.resolve();

port.onmessage = ({ data }: MessageEvent<{ module: string } | Call>) => {
  if ('module' in data) {
    ready = start(data.module).then(
      () => port.postMessage({ progress: 'ready' }),
      (error: unknown) => port.postMessage({ failed: String(error) }),
    );
  } else {
    void ready.then(() => answer(data));
  }
};
