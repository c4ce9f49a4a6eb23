// What every panel gets: the report and what its buttons do. Panels render; they decide nothing.

import type { Asked, Case, Options } from '../case';
import type { Location, Report } from '../generated/report';
import type { Clock } from '../text';
import type { Resolver } from '../doh';

export interface Network {
  // never: "Off for good" was pressed.
  state: 'off' | 'asking' | 'never';
  resolver: Resolver | null;
  // The origin that the page's policy was narrowed to.
  narrowed: Resolver | null;
  personal: Set<string>;
  round: number;
  names: number;
}

// Whose side the reader is on; any: both.
export type Role = 'any' | 'send' | 'receive';

export interface Actions {
  hasOctets: boolean;
  show(location: Location, from: HTMLElement): void;
  set(options: Partial<Options>): void;
  ask(): void;
  tick(key: string, ticked: boolean): void;
  clock(to: Clock): void;
  role(to: Role): void;
  // Lists that were asked for in full.
  opened(list: string): boolean;
  open(list: string): void;
  network(): void;
  ticket(format: 'markdown' | 'text' | 'reply'): void;
  saveReport(): void;
  saveRedacted(): void;
  print(): void;
  saveAnswers(): void;
  loadAnswers(text: string, name: string): void;
  pickAnswers(): void;
  forgetAnswers(): void;
  again(rows: Asked[]): void;
}

export interface View {
  report: Report;
  one: Case;
  network: Network;
  clock: Clock;
  role: Role;
  pending: boolean;
  actions: Actions;
}
