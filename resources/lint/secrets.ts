/** What must stand in no template, bundle or configuration, by what it looks like. */
const kinds: readonly (readonly [string, RegExp])[] = [
  ['access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
  ['secret access key', /aws_?secret_?access_?key["']?\s*[:=]\s*["'][0-9A-Za-z/+]{40}["']/gi],
  ['private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/g],
  ['account number in an ARN', /\barn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d{12}\b/g],
  ['account number', /["'`]\d{12}["'`]/g],
];

/** What looks like a secret or an account number in a text, each with its kind. */
export function secretsIn(text: string): readonly string[] {
  return kinds.flatMap(([kind, pattern]) => [...text.matchAll(pattern)].map(([found]) => `${kind}: ${found}`));
}
