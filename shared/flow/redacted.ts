/** What looks like a credential, wherever an error message of somebody else carried it. */
const secrets = [
  // Access key ids: long-term and temporary.
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g,
  /\b(?:aws_?)?(?:secret|session|security)[-_ ]?(?:access[-_ ]?)?(?:key|token)["']?\s*[:=]\s*["']?[^\s"',;&]+/gi,
  /\bX-Amz-(?:Signature|Security-Token|Credential)=[^\s&"']+/gi,
  /\bSignature=[0-9a-f]{16,}/gi,
  // Secrets and tokens by their shape: nothing that we write has such a run without a separator.
  /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40,}={0,2}(?![A-Za-z0-9+/=])/g,
] as const;

/** The text without anything that could be used by whoever reads a notification. */
export const redacted = (text: string): string =>
  secrets.reduce<string>((sofar, pattern) => sofar.replace(pattern, '[removed]'), text);
