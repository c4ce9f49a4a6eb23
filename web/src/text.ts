// The page's own labels, and the catalogue's phrases that a report does not carry.

import phrases from 'indicia:phrases';
import en from '../texts/en.json';
import ru from '../texts/ru.json';

export type Language = 'en' | 'ru';
export type Label = keyof typeof en;
type Params = Record<string, string | number>;

const labels: Record<Language, Record<string, string>> = { en, ru };
const locales = { en: 'en-GB', ru: 'ru' };
let language: Language = 'en';

export const currentLanguage = (): Language => language;

export function setLanguage(to: Language): void {
  language = to;
  document.documentElement.lang = to;
}

const filled = (text: string, params: Params): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));

export const t = (label: Label, params: Params = {}): string => filled(labels[language][label] ?? label, params);

// Label of a word the report uses, or the word itself.
export function word(family: string, value: string): string {
  return labels[language][`${family}.${value}`] ?? value.replaceAll('_', ' ');
}

export const hasPhrase = (ident: string): boolean => ident in phrases[language];

export const phrase = (ident: string, params: Params = {}): string => filled(phrases[language][ident] ?? ident, params);

// Labels that depend on a number have one entry for each plural form: names.one, names.few, ...
export function counted(label: string, count: number, params: Params = {}): string {
  const form = new Intl.PluralRules(language).select(count);
  const text = labels[language][`${label}.${form}`] ?? labels[language][`${label}.other`] ?? label;
  return filled(text, { count, ...params });
}

export type Clock = 'utc' | 'local';

const formats = new Map<string, Intl.DateTimeFormat>();

export function when(time: string, clock: Clock = 'utc', seconds = false): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  // Making one takes longer than using it.
  const key = `${language} ${clock} ${seconds}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locales[language], {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      ...(seconds ? { second: '2-digit' } : {}),
      hourCycle: 'h23',
      ...(clock === 'utc' ? { timeZone: 'UTC' } : {}),
    });
    formats.set(key, format);
  }
  return format.format(date);
}

export function octets(count: number): string {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(locales[language], { maximumFractionDigits: digits }).format(value);
  if (count < 1000) return t('octets', { count });
  if (count < 1_000_000) return t('kilobytes', { count: number(count / 1000, 1) });
  return t('megabytes', { count: number(count / 1_000_000, 1) });
}
