// What the message says of itself.

import { h, quoted } from '../dom';
import { octets, t, when } from '../text';
import { fold, panel, place, rows } from './parts';
import type { View } from './view';

export function message(view: View): HTMLElement {
  const { message } = view.report;
  if (!message) return panel('message', t('message'), h('p', { class: 'nothing' }, t('message.none')));
  const { subject, date, message_id, reply_to } = message;
  const at = (fact: { location: Parameters<typeof place>[1] }) => [' ', place(view.actions, fact.location)];
  return panel(
    'message',
    t('message'),
    rows(
      ...message.from.map((mailbox): [string, ...Parameters<typeof h>[2][]] => [
        'From',
        mailbox.display_name ? [quoted(mailbox.display_name), ' '] : null,
        h('span', { class: 'quiet-text' }, quoted(`<${mailbox.address}>`)),
        at(mailbox),
      ]),
      reply_to !== null && ['Reply-To', quoted(reply_to.text), at(reply_to)],
      subject !== null && ['Subject', quoted(subject.text), at(subject)],
      date !== null && [
        'Date',
        quoted(date.text),
        message.date_time ? h('span', { class: 'quiet-text' }, ` (${when(message.date_time)} UTC)`) : null,
        at(date),
      ],
      message_id !== null && ['Message-ID', h('code', null, quoted(message_id.text)), at(message_id)],
    ),
    message.parts.length > 0
      ? fold(
          'parts',
          {},
          t('message.parts', { count: message.parts.length }),
          h(
            'ul',
            { class: 'parts' },
            message.parts
              .slice(0, 200)
              .map((part) =>
                h(
                  'li',
                  { class: `depth-${Math.min(part.depth, 6)}` },
                  h('code', null, quoted(part.type)),
                  ' ',
                  h(
                    'span',
                    { class: 'quiet-text' },
                    [part.charset, part.encoding, part.disposition].filter(Boolean).join(', '),
                    part.location ? `, ${octets(part.location.length)}` : '',
                    ' ',
                  ),
                  part.filename ? quoted(part.filename) : null,
                  ' ',
                  place(view.actions, part.location),
                ),
              ),
          ),
        )
      : null,
    message.defects.length + message.part_defects.length > 0
      ? h(
          'p',
          { class: 'quiet-text' },
          t('defects'),
          ': ',
          [...message.defects, ...message.part_defects]
            .slice(0, 40)
            .map((defect) => [h('code', null, defect.ident), ' ']),
        )
      : null,
  );
}
