// What a report can be taken away as: ticket, reply, files, paper.

import type { Case } from './case';
import type { Core } from './core';
import type { Examiner } from './examine';
import { announce } from './status';
import { save } from './store';
import { currentLanguage } from './text';
import { ticketDialog } from './view/dialogs';
import type { Actions } from './view/view';

type Outputs = Pick<Actions, 'ticket' | 'saveReport' | 'saveRedacted' | 'saveAnswers' | 'print'>;

const fileName = (one: Case, end: string): string =>
  `${(one.options.name ?? '').replace(/\.[a-z0-9]{1,5}$/i, '').replace(/[^\w.-]+/g, '-') || 'indicia'}${end}`;

export const outputs = (one: Case, core: Core, examiner: Examiner, failed: (error: unknown) => void): Outputs => ({
  ticket: (form) =>
    ticketDialog(
      form,
      async (format, redact) => {
        try {
          return await core.ticket(await examiner.live(one), { format, redact, language: currentLanguage() });
        } catch (error) {
          failed(error);
          return '';
        }
      },
      announce,
    ),
  saveReport: () => save(fileName(one, '.report.json'), `${one.reportText}\n`, 'application/json'),
  saveRedacted: () =>
    void examiner
      .live(one)
      .then((handle) => core.redacted(handle))
      .then((octets) => save(fileName(one, '.redacted.eml'), octets, 'message/rfc822'))
      .catch(failed),
  saveAnswers: () =>
    void examiner
      .live(one)
      .then((handle) => core.answers(handle, one.supplied))
      .then((text) => save(fileName(one, '.answers.json'), text, 'application/json'))
      .catch(failed),
  print: () => window.print(),
});
