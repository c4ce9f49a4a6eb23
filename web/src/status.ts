// What is under way, and the one polite region that tells it.

import { h, replace } from './dom';

export const live = h('p', { role: 'status', class: 'visually-hidden', id: 'live' });

// Emptied first, so that the same sentence twice is announced twice.
export function announce(text: string): void {
  replace(live);
  setTimeout(() => replace(live, text), 60);
}

export const main = h('main', { id: 'main' });

// The report is marked as busy while anything is under way.
let working = 0;
export async function busy<Value>(work: Promise<Value>): Promise<Value> {
  ++working;
  main.setAttribute('aria-busy', 'true');
  try {
    return await work;
  } finally {
    if (--working === 0) main.removeAttribute('aria-busy');
  }
}

// In a task of its own.
export const later = (work: () => void): Promise<void> =>
  new Promise((resolve) =>
    setTimeout(() => {
      work();
      resolve();
    }),
  );
