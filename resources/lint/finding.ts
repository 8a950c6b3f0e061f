/** One thing that must not be deployed. */
export interface Finding {
  /** Logical id of the resource. */
  readonly resource: string;
  readonly rule: string;
  /** What is wrong, with the value, and the mend. */
  readonly text: string;
}

export const findingText = ({ resource, rule, text }: Finding): string => `${resource}: ${rule}: ${text}`;

/** Throws with all findings at once. */
export function refuse(what: string, findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const many = findings.length === 1 ? 'a problem' : `${findings.length} problems`;
  throw new Error(`${what} has ${many}:\n${findings.map((one) => `  ${findingText(one)}`).join('\n')}`);
}
