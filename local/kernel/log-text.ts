import type { LogLine } from './service';

const MAX_VALUE = 160;

/** A line of the log for people: virtual time, event, then what is known about it. */
export function logText({ atMs, event, fields }: LogLine): string {
  const known = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${shortened(value)}`);
  return [new Date(atMs).toISOString().slice(0, 19).replace('T', ' '), event, ...known].join(' ');
}

function shortened(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const oneLine = text.replace(/\s*\n\s*/g, ' | ');
  const cut = oneLine.length > MAX_VALUE ? `${oneLine.slice(0, MAX_VALUE)}…` : oneLine;
  return /\s/.test(cut) && !cut.startsWith('{') && !cut.startsWith('[') ? `"${cut}"` : cut;
}
