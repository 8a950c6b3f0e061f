import type { FindingCode } from './finding-codes';

/** Something that no alarm sees. Plain JSON. */
export interface Finding {
  readonly code: FindingCode;
  /** Null for what concerns the account. */
  readonly target: string | null;
  /** Name of the cluster, table, alarm or quota. */
  readonly resource: string;
  /** What was seen, with its figures. */
  readonly text: string;
  /** Same print, same news: without figures that move. */
  readonly print: string;
}

/** `about` tells findings of one code and resource apart, where there can be several. */
export function finding(code: FindingCode, target: string | null, resource: string, text: string, about = ''): Finding {
  return { code, target, resource, text, print: [code, target ?? '', resource, about].join(' ').trim() };
}

/** A state of the machine holds 256 KiB, and so do those of all targets together. */
const mostFindings = 24;
const mostCharacters = 300;

/** What of the findings of one target travels through the machine. */
export function carried(findings: readonly Finding[], target: string | null): readonly Finding[] {
  const short = findings
    .slice(0, mostFindings)
    .map((one) =>
      one.text.length <= mostCharacters ? one : { ...one, text: `${one.text.slice(0, mostCharacters)}...` },
    );
  const left = findings.length - short.length;
  if (left === 0) return short;
  return [...short, finding('more-findings', target, target ?? 'account', `${left} more findings are not carried`)];
}
