// Replay until settled: evaluate, ask what the report lacks, evaluate again, until no question is new.

import { type Core, Refused } from './core';
import { ask, type Reply, type Resolver } from './doh';
import type { Report } from './generated/report';
import type { Asked, Case } from './case';

export const phaseLimit = 12_000;
const mostRounds = 20;

// Every name that this page sent, over all messages of the visit.
export const sent: Asked[] = [];

export type Question = Report['questions'][number];
export const keyOf = (question: { name: string; type: string }) => `${question.type} ${question.name.toLowerCase()}`;

interface Driver {
  core: Core;
  one: Case;
  resolver: Resolver;
  // Names that the user left out.
  declined: Set<string>;
  evaluate(): Promise<Report>;
  // Before each round: its number and names.
  round(number: number, questions: Question[]): void;
  // Aborted when the user turned to something else.
  signal: AbortSignal;
}

const status = (reply: Reply) => (reply.problem === 'doh.slow' ? 'timeout' : 'servfail');

async function one(driver: Driver, question: Question, phase: AbortSignal): Promise<void> {
  const { core, one, resolver } = driver;
  const asked_at = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const host = new URL(resolver.url, location.href).host;
  const meta = { name: question.name, type: question.type, asked_at, resolver: host };
  const declined = driver.declined.has(keyOf(question));
  const started = performance.now();
  const query = declined ? null : await core.query(question.name, question.type);
  const reply: Reply = query ? await ask(resolver, query, phase) : {};
  const row: Asked = {
    ...meta,
    milliseconds: Math.round(performance.now() - started),
    size: reply.octets?.length,
    octets: reply.octets,
    problem: reply.problem,
    detail: reply.detail,
  };
  if (!reply.octets) row.status = declined ? 'not_asked' : status(reply);
  one.observed.push(row);
  if (query) sent.push(row);
  await observe(core, one.handle!, row);
}

// A reply that is none: the core says why and counts it as a failed server.
export async function observe(core: Core, handle: number, row: Asked): Promise<void> {
  const { name, type, asked_at, resolver, status } = row;
  try {
    await core.observe(handle, { name, type, asked_at, resolver, ...(status ? { status } : {}) }, row.octets);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    row.refused = error.message;
  }
}

export async function settle(driver: Driver): Promise<void> {
  const known = new Set(driver.one.observed.map(keyOf));
  const phase = new AbortController();
  const end = () => phase.abort();
  const timer = setTimeout(end, phaseLimit);
  driver.signal.addEventListener('abort', end);
  try {
    let report = await driver.evaluate();
    for (let round = 1; round <= mostRounds && !driver.signal.aborted; ++round) {
      const batch = report.questions.filter((question) => !question.declined && !known.has(keyOf(question)));
      if (batch.length === 0) return;
      driver.round(round, batch);
      for (const question of batch) known.add(keyOf(question));
      await Promise.all(batch.map((question) => one(driver, question, phase.signal)));
      report = await driver.evaluate();
    }
  } finally {
    clearTimeout(timer);
  }
}
