import Table from 'cli-table3';
import pc from 'picocolors';
import { grouped, readable } from '../shared/sizing';

/** Results go to stdout, everything else to stderr; with `json` stdout holds JSON only. */
export interface Output {
  readonly json: boolean;
  /** Prints the result: `value` as JSON, or what `render` makes of it for people. */
  result<Value>(value: Value, render: (value: Value) => string): void;
  /** One line of JSON on stdout whatever the mode, for ready lines. */
  line(value: unknown): void;
  /** Progress and warnings, on stderr. */
  note(text: string): void;
}

export const createOutput = (
  json: boolean,
  out: (text: string) => void = (text) => process.stdout.write(text),
  err: (text: string) => void = (text) => process.stderr.write(text),
): Output => ({
  json,
  result: (value, render) => out(json ? `${JSON.stringify(value, null, 2)}\n` : `${render(value).trimEnd()}\n`),
  line: (value) => out(`${JSON.stringify(value)}\n`),
  note: (text) => err(`${text}\n`),
});

/** A table for people: plain when piped, since picocolors and cli-table3 get no colour then. */
export const renderTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  wrapAt: readonly (number | null)[] = [],
): string => {
  const table = new Table({
    head: head.map((cell) => pc.bold(cell)),
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    ...(wrapAt.length > 0 ? { colWidths: [...wrapAt] } : {}),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
};

const verdictColours: Readonly<Record<string, (text: string) => string>> = {
  'in-band': pc.green,
  ok: pc.green,
  above: pc.red,
  below: pc.yellow,
  'out-of-band': pc.red,
  unknown: pc.magenta,
  info: pc.dim,
};

export const colourVerdict = (verdict: string): string =>
  (verdictColours[verdict] ?? ((text: string) => text))(verdict);

export const usd = (amount: number | null | undefined): string =>
  amount === null || amount === undefined ? 'unknown' : `$${grouped(amount.toFixed(2))}`;

/** To one decimal, grouped, bytes in MiB and the like: `46.1 %`, `130,000 requests/s`, `64 MiB/h`. */
export const quantity = (value: number, unit: string): string => {
  const one = readable(value, unit);
  return `${grouped(Number.isInteger(one.value) ? one.value : one.value.toFixed(1))} ${one.unit}`.trim();
};
