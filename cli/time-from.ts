import { CliError, exitStatus } from './exit';

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const length = /^(\d{1,4})(m|h|d)$/;
/** With a zone: a time without one would mean something else on every machine. */
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/** `2h` from now, or an ISO 8601 time with its zone; ms since the epoch. */
export const timeFrom = (text: string, nowMs: number, option: string): number => {
  const [, count, unit] = length.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return nowMs + Number(count) * units[unit as keyof typeof units];
  const ms = time.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new CliError(
    'use.invalid-input',
    `${option} = ${text}: must be a length such as 90m, 2h or 3d, or a time with its zone such as 2026-11-28T18:00:00Z`,
    exitStatus.wrongUse,
  );
};
