/** One thing wrong with an input: where, what was there, which rule it breaks. */
export interface Problem {
  /** Dotted path from the root of the input; empty for the input as a whole. */
  readonly path: string;
  readonly value: unknown;
  /** The rule as a sentence, e.g. `must be at most 11`. */
  readonly rule: string;
  /** What to write instead, e.g. the nearest known name. */
  readonly hint?: string;
  readonly file?: string;
  /** From 1, where the input came from a text. */
  readonly line?: number;
  readonly column?: number;
}

const longestShownValue = 60;

/**
 * One line for people: `daxpilot.yml:7:9 targets.shop.policy.nodes.min = 12: must be at most 11`.
 */
export function formatProblem(problem: Problem): string {
  const { file, line, column, path, value, rule, hint } = problem;
  const at = [file, line, column].filter((part) => part !== undefined).join(':');
  const what = [path, value === undefined ? '' : `= ${showValue(value)}`].filter((part) => part !== '').join(' ');
  const where = [at, what].filter((part) => part !== '').join(' ');
  const sentence = hint === undefined ? rule : `${rule} (${hint})`;
  return where === '' ? sentence : `${where}: ${sentence}`;
}

function showValue(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longestShownValue ? `${text.slice(0, longestShownValue)}…` : text;
}
