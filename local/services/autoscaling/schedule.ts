import cron from 'aws-cron-parser';
import { invalid } from './refusals';

/** When a scheduled action runs next after a moment, in virtual ms; `undefined` when never again. */
export type NextRun = (afterMs: number) => number | undefined;

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `at(yyyy-mm-ddThh:mm:ss)`, `rate(5 minutes)` counted from `startMs`, or `cron(0 8 ? * MON-FRI *)`; all in UTC. */
export const parseSchedule = (text: string, startMs: number): NextRun => {
  const next = atOf(text) ?? rateOf(text, startMs) ?? cronOf(text);
  if (!next) throw invalid(`Schedule '${text}' must be at(yyyy-mm-ddThh:mm:ss), rate(value unit) or cron(six fields)`);
  return next;
};

const atOf = (text: string): NextRun | undefined => {
  const [, moment] = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(text) ?? [];
  const atMs = moment === undefined ? Number.NaN : Date.parse(`${moment}Z`);
  if (Number.isNaN(atMs)) return undefined;
  return (afterMs) => (atMs > afterMs ? atMs : undefined);
};

const rateOf = (text: string, startMs: number): NextRun | undefined => {
  const [, count, unit = ''] = /^rate\(([1-9]\d{0,5}) (minute|hour|day)s?\)$/.exec(text) ?? [];
  const everyMs = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (Number.isNaN(everyMs)) return undefined;
  return (afterMs) => startMs + Math.max(1, Math.floor((afterMs - startMs) / everyMs) + 1) * everyMs;
};

const cronOf = (text: string): NextRun | undefined => {
  const [, fields] = /^cron\((\S+(?: \S+){5})\)$/.exec(text) ?? [];
  if (fields === undefined) return undefined;
  try {
    const parsed = cron.parse(fields);
    return (afterMs) => cron.next(parsed, new Date(afterMs))?.getTime();
  } catch {
    return undefined;
  }
};
