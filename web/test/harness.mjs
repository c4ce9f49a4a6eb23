// What all tests share: the browser, the page built for a resolver of ours, the DNS servers, the program.

import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as plainServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { built, launch, root } from './browser.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const program = process.env.INDICIA_PROGRAM ?? join(root, 'build/dev/cli/indicia');
const python = '/usr/bin/python3';
// Files of this run alone: ctest runs the test files side by side.
export const scratch = mkdtempSync(join(tmpdir(), 'indicia-page-'));
const testPage = join(scratch, 'indicia.html');
export const testUrl = pathToFileURL(testPage).href;

const closers = [];
const once = (make) => {
  let made;
  return () => (made ??= make());
};

export async function closeAll() {
  for (const close of closers.reverse()) await close();
  rmSync(scratch, { recursive: true, force: true });
}

const freePort = () =>
  new Promise((resolve) => {
    const server = plainServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export const browser = once(async () => {
  const context = await launch();
  closers.push(() => context.close());
  return context;
});

// knotd and dnsdist; serve(folder) gives the reason when a sample cannot be served.
export const dns = once(async () => {
  const port = await freePort();
  const child = spawn(python, [join(here, 'dns.py'), String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the DNS servers of the test ended');
    return JSON.parse(value);
  };
  await next();
  closers.push(
    () =>
      new Promise((resolve) => {
        child.on('exit', resolve);
        child.stdin.end();
      }),
  );
  return {
    port,
    async serve(folder) {
      child.stdin.write(`${folder}\n`);
      return (await next()).skip ?? null;
    },
  };
});

// A resolver that misbehaves in the way that `mode` says.
export const bad = once(async () => {
  const port = await freePort();
  const state = { port, mode: 'error', asked: 0 };
  const cors = { 'access-control-allow-origin': '*' };
  const server = createServer((request, response) => {
    ++state.asked;
    const wire = Buffer.from(new URL(request.url, 'http://localhost').searchParams.get('dns') ?? '', 'base64url');
    const send = (octets, type = 'application/dns-message', status = 200) => {
      response.writeHead(status, { ...cors, 'content-type': type });
      response.end(octets);
    };
    // The question again, as a reply with that response code and no record.
    const reply = (code, answers = 0) => {
      const octets = Buffer.from(wire);
      octets[2] = 0x81;
      octets[3] = 0x80 | code;
      octets.writeUInt16BE(answers, 6);
      return octets;
    };
    switch (state.mode) {
      case 'error':
        return send('down', 'text/plain', 500);
      case 'type':
        return send('{"Status": 0}', 'application/json');
      case 'garbage':
        return send(Buffer.from('not a DNS message at all'));
      case 'lying':
        return send(reply(0, 9));
      case 'long':
        return send(Buffer.alloc(70_000));
      case 'nxdomain':
        return send(reply(3));
      case 'servfail':
        return send(reply(2));
      case 'slow':
        return undefined;
      default:
        return request.destroy();
    }
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return state;
});

// Serves the shipped file as a static host does, with the headers that the README names.
export const host = once(async () => {
  const port = await freePort();
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    if (request.url !== '/') {
      response.writeHead(404);
      return response.end();
    }
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    return response.end(readFileSync(join(built, 'indicia.html')));
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}/`, asked };
});

// The page as shipped but for its resolvers.
export const pageForTests = once(async () => {
  const learns = { en: 'A server of the tests.', ru: 'Сервер тестов.' };
  const list = [
    { id: 'test', operator: 'Test Resolver', url: `http://127.0.0.1:${(await dns()).port}/dns-query`, learns },
    { id: 'bad', operator: 'Bad Resolver', url: `http://127.0.0.1:${(await bad()).port}/dns-query`, learns },
    { id: 'nobody', operator: 'Nobody', url: `http://127.0.0.1:${await freePort()}/dns-query`, learns },
  ];
  const file = join(scratch, 'resolvers.json');
  writeFileSync(file, JSON.stringify(list));
  execFileSync(process.execPath, [join(root, 'web/build.mjs'), '--resolvers', file, '--out', testPage]);
  return testUrl;
});

// The report that the program prints; status 1 tells of a failing finding.
export function native(message, options, flags = []) {
  const file = join(scratch, 'options.json');
  writeFileSync(file, JSON.stringify(options));
  const command = ['--json', '--offline', '--options', file, ...flags, message];
  try {
    return execFileSync(program, command, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error.status !== 1) throw error;
    return error.stdout;
  }
}
