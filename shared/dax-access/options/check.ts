import type { OptionProblem } from './problems';

type Fields = Readonly<Record<string, Check>>;
/** Finds what is wrong with one value. */
export type Check = (value: unknown, path: string) => readonly OptionProblem[];

const ok: readonly OptionProblem[] = [];
const wrong = (path: string, value: unknown, rule: string): readonly OptionProblem[] => [{ path, value, rule }];

export const whole =
  (least: number, most: number, unit: string): Check =>
  (value, path) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? ok
      : wrong(path, value, `must be a whole number of ${unit} from ${least} to ${most}`);

export const ratio: Check = (value, path) =>
  typeof value === 'number' && value >= 0 && value <= 1 ? ok : wrong(path, value, 'must be a ratio from 0 to 1');

export const flag: Check = (value, path) =>
  typeof value === 'boolean' ? ok : wrong(path, value, 'must be true or false');

export const text: Check = (value, path) =>
  typeof value === 'string' && value !== '' ? ok : wrong(path, value, 'must be a text that is not empty');

export const callable: Check = (value, path) =>
  typeof value === 'function' ? ok : wrong(path, value, 'must be a function');

export const bytes =
  (many: number): Check =>
  (value, path) =>
    value instanceof Uint8Array && value.length === many ? ok : wrong(path, value, `must be ${many} bytes`);

export const anything: Check = () => ok;

export const oneOf =
  (...values: readonly string[]): Check =>
  (value, path) =>
    values.some((known) => known === value)
      ? ok
      : wrong(path, value, `must be ${values.map((known) => `'${known}'`).join(' or ')}${hint(value, values)}`);

export const either =
  (rule: string, ...checks: readonly Check[]): Check =>
  (value, path) =>
    checks.some((check) => check(value, path).length === 0) ? ok : wrong(path, value, rule);

export const matching =
  (pattern: RegExp, rule: string): Check =>
  (value, path) =>
    typeof value === 'string' && pattern.test(value) ? ok : wrong(path, value, rule);

/** Required fields must be there; unknown ones are named with the nearest known one. */
export function fields(known: Fields, required: readonly string[] = []): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return wrong(path, value, 'must be an object');
    const given = value as Readonly<Record<string, unknown>>;
    const at = (name: string) => (path === '' ? name : `${path}.${name}`);
    const missing = required
      .filter((name) => given[name] === undefined)
      .flatMap((name) => wrong(at(name), undefined, 'is required'));
    const found = Object.entries(given).flatMap(([name, member]) => {
      const check = known[name];
      if (check === undefined) return wrong(at(name), member, `is not an option${hint(name, Object.keys(known))}`);
      return member === undefined ? ok : check(member, at(name));
    });
    return [...missing, ...found];
  };
}

function hint(value: unknown, known: readonly string[]): string {
  if (typeof value !== 'string') return '';
  const [nearest] = known
    .map((name) => ({ name, far: distance(value.toLowerCase(), name.toLowerCase()) }))
    .sort((left, right) => left.far - right.far);
  return nearest !== undefined && nearest.far <= Math.max(2, nearest.name.length / 3)
    ? `; is '${nearest.name}' meant?`
    : '';
}

/** Single edits from one text to the other. */
function distance(from: string, to: string): number {
  let row = [...Array(to.length + 1).keys()];
  for (let at = 0; at < from.length; at += 1) {
    const next = [at + 1];
    for (let to_ = 0; to_ < to.length; to_ += 1) {
      const change = (row[to_] ?? 0) + (from[at] === to[to_] ? 0 : 1);
      next.push(Math.min(change, (row[to_ + 1] ?? 0) + 1, (next[to_] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
