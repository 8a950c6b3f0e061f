import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import { constraint } from './cloudwatch-error';

const SIZES = [
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
];
const UNITS: ReadonlySet<string> = new Set([
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'],
  ...SIZES,
  ...SIZES.map((size) => `${size}/Second`),
]);

export function checkUnit(member: string, unit: string | undefined): StandardUnit | undefined {
  if (unit !== undefined && !UNITS.has(unit)) {
    throw constraint(member, unit, `Member must satisfy enum value set: [${[...UNITS].join(', ')}]`);
  }
  return unit as StandardUnit | undefined;
}
