import { z } from 'zod';
import { clockTime, dateTime, weekDays } from './calendar-window';

const when = z
  .string()
  .refine(
    (text) => clockTime.test(text) || dateTime.test(text),
    'must be a time like 08:00, or a date and time like 2026-11-27T08:00 (with Z or an offset it is not local time)',
  );

/**
 * Fields of a span of time: of every week by the clock on the wall, or one span between two dates. Apart from what reads spans, so that
 * handlers, which get a configuration that has been checked, carry no schema library.
 */
export const windowFields = {
  days: z
    .array(z.enum(weekDays))
    .min(1)
    .optional()
    .describe('days on which a weekly window begins; all if absent, none where `from` is a date'),
  from: when.describe('first minute, as 08:00 or 2026-11-27T08:00'),
  to: when.describe('end, not within; a weekly window whose `to` is not after its `from` ends on the next day'),
  timeZone: z.string().default('UTC').describe('IANA name, e.g. Europe/Berlin'),
  reason: z.string().max(200).optional().describe('shown with the decisions that it decides'),
};
