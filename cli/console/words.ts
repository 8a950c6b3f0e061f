import { readable } from '../../shared/sizing';
import { html, type Markup } from './markup';

/** `2026-11-24 12:00:05`, UTC, as an element that machines read too. */
export const timeElement = (ms: number): Markup => {
  const iso = new Date(ms).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`;
};

export const ago = (thenMs: number, nowMs: number): string => {
  const minutes = Math.max(0, Math.round((nowMs - thenMs) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 120) return `${minutes} min ago`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`;
};

export const figure = (value: number | null, unit: string): string => {
  if (value === null) return 'not known';
  const one = readable(value, unit);
  const digits = Math.abs(one.value) >= 1000 ? 0 : 1;
  return `${one.value.toLocaleString('en', { maximumFractionDigits: digits })} ${one.unit}`.trim();
};

export type Mood = 'good' | 'bad' | 'warn' | 'quiet';

const moods: Readonly<Record<string, Mood>> = {
  ok: 'good',
  'in-band': 'good',
  applied: 'good',
  above: 'bad',
  below: 'warn',
  failed: 'bad',
  'out-of-band': 'bad',
  recommended: 'warn',
  frozen: 'bad',
  unknown: 'warn',
  pending: 'warn',
};

/** A word with a colour; the word alone says it all. */
export const badge = (word: string, mood: Mood = moods[word] ?? 'quiet'): Markup =>
  html`<span class="badge ${mood}">${word.replaceAll('-', ' ')}</span>`;
