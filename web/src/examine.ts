// Drives one message through the core: examine, evaluate, ask, conclude. One analysis at a time; a newer one
// makes an older one stop at its next step.

import type { Case } from './case';
import type { Core } from './core';
import type { Report } from './generated/report';
import type { Network } from './view/view';
import { keyOf, observe, settle } from './settle';
import { currentLanguage } from './text';

// How long the search for changes may run before the verdict is shown without it.
const beforeShown = 200;

export interface Show {
  // pending: the search for what was changed still runs
  (one: Case, pending: boolean): void;
}

export class Examiner {
  private current = new AbortController();
  // The verdict is shown, and the core is busy with the search behind it.
  private searching = false;
  // Calls of one analysis never mix with another's.
  private chain: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly core: Core,
    private readonly show: Show,
  ) {}

  private optionsOf(one: Case): string {
    return JSON.stringify({ ...one.options, language: currentLanguage() });
  }

  // The handle for the case's present options; observed answers are given to it again.
  private async handle(one: Case, fresh: boolean): Promise<number> {
    await this.core.ready;
    if (!fresh && one.handle !== null && one.generation === this.core.generation) return one.handle;
    if (one.handle !== null && one.generation === this.core.generation) await this.core.forget(one.handle);
    one.handle = null;
    const handle = await this.core.examine(one.octets, this.optionsOf(one));
    one.handle = handle;
    one.generation = this.core.generation;
    for (const row of one.observed) await observe(this.core, handle, row);
    return handle;
  }

  private keep(one: Case, text: string): Report {
    one.reportText = text;
    one.report = JSON.parse(text) as Report;
    return one.report;
  }

  private async finish(one: Case, alive: () => boolean): Promise<void> {
    const handle = one.handle!;
    const size = one.octets.length;
    const early = this.core.evaluate(handle, size, one.supplied).then((text) => this.keep(one, text));
    const late = this.core.conclude(handle, size, one.supplied);
    late.catch(() => undefined);
    await early;
    const timer = setTimeout(() => {
      this.searching = true;
      if (alive()) this.show(one, true);
    }, beforeShown);
    try {
      this.keep(one, await late);
    } finally {
      clearTimeout(timer);
      this.searching = false;
    }
    if (alive()) this.show(one, false);
  }

  private start<Value>(work: (alive: () => boolean, signal: AbortSignal) => Promise<Value>): Promise<Value> {
    this.current.abort();
    // Nobody waits for that search any more.
    if (this.searching) this.core.abandon();
    const { signal } = (this.current = new AbortController());
    const next = this.chain.then(() => work(() => !signal.aborted, signal));
    this.chain = next.catch(() => undefined);
    return next;
  }

  // Frees what the core holds of a message that is not shown again.
  forget(one: Case): void {
    if (one.handle !== null && one.generation === this.core.generation) void this.core.forget(one.handle);
    one.handle = null;
  }

  // A handle that the core knows, also after the worker was started anew.
  async live(one: Case): Promise<number> {
    if (one.handle === null || one.generation !== this.core.generation) await this.again(one);
    return one.handle!;
  }

  // A message, or the same one with other options.
  analyse(one: Case): Promise<void> {
    return this.start(async (alive) => {
      await this.handle(one, true);
      if (alive()) await this.finish(one, alive);
    });
  }

  // The same message with other answers.
  again(one: Case): Promise<void> {
    return this.start(async (alive) => {
      await this.handle(one, false);
      if (alive()) await this.finish(one, alive);
    });
  }

  ask(one: Case, network: Network, told: () => void): Promise<void> {
    return this.start(async (alive, signal) => {
      const personal = one.report?.questions.filter(({ personal }) => personal) ?? [];
      const declined = new Set(personal.map(keyOf).filter((key) => !network.personal.has(key)));
      // The core asks for such names only when told to; the ones left out get "not asked".
      const wanted = personal.some((question) => network.personal.has(keyOf(question)));
      const fresh = wanted && !one.options.personal_names;
      if (fresh) one.options.personal_names = true;
      await this.handle(one, fresh);
      await settle({
        core: this.core,
        one,
        resolver: network.resolver!,
        declined,
        signal,
        evaluate: async () => this.keep(one, await this.core.evaluate(one.handle!, one.octets.length, one.supplied)),
        round: (number, questions) => {
          network.round = number;
          network.names = questions.length;
          told();
        },
      });
      if (network.state === 'asking') network.state = 'off';
      if (alive()) await this.finish(one, alive);
    });
  }

  // Subject, sender and date of each message of a mailbox.
  list(one: Case): Promise<void> {
    return this.start(async (alive) => {
      const list: NonNullable<Case['list']> = [];
      const count = Math.min(one.report?.input.messages ?? 0, 30);
      for (let message = 0; message < count && alive(); ++message) {
        const options = JSON.stringify({ ...one.options, message, language: currentLanguage() });
        const handle = await this.core.examine(one.octets, options);
        const { message: found } = JSON.parse(await this.core.evaluate(handle, one.octets.length, '')) as Report;
        await this.core.forget(handle);
        list.push({
          subject: found?.subject?.text ?? '',
          from: found?.from[0]?.address ?? '',
          date: found?.date_time ?? '',
        });
      }
      if (!alive()) return;
      one.list = list;
      this.show(one, false);
    });
  }
}
