import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { BAD_SIGNATURE, DaxError, UNKNOWN_ACCESS_KEY } from './dax-error';

/** Constants, whatever the endpoint: the Go client signs its host with the scheme in front. */
const HOSTS = ['dax.amazonaws.com', 'https://dax.amazonaws.com'] as const;
const ALGORITHM = 'AWS4-HMAC-SHA256';
const EMPTY_HASH = createHash('sha256').update('').digest('hex');
/** As AWS: a signature is good for 15 minutes around its date. */
export const MAX_SKEW_MS = 15 * 60_000;

export interface Authorization {
  readonly accessKeyId: string;
  readonly signature: string;
  readonly stringToSign: string;
}

/** `any`: whoever signs is let in, as on a laptop; the form of what they sign is still checked. */
export type Credentials = 'any' | ReadonlyMap<string, string>;

/** The time until which the connection is trusted, or the error that its next request is answered with. */
export function verifyAuthorization(
  { accessKeyId, signature, stringToSign }: Authorization,
  credentials: Credentials,
  region: string,
  nowMs: number,
): number | DaxError {
  const [algorithm, date = '', scope = '', canonicalHash] = stringToSign.split('\n');
  const [day, scopeRegion, service, terminator] = scope.split('/');
  if (algorithm !== ALGORITHM || service !== 'dax' || terminator !== 'aws4_request') {
    return bad('SignatureDoesNotMatch', `credential scope '${scope.slice(0, 80)}' is not one of DAX`);
  }
  const signedAtMs = parseDate(date);
  if (signedAtMs === undefined || day !== date.slice(0, 8))
    return bad('SignatureDoesNotMatch', `'${date.slice(0, 40)}' is not a date`);
  if (!HOSTS.some((host) => canonicalHash === sha256(canonicalRequest(host, date)))) {
    return bad('SignatureDoesNotMatch', 'The canonical request that was signed is not the one of a DAX connection');
  }
  if (credentials === 'any') return signedAtMs + MAX_SKEW_MS;
  const secret = credentials.get(accessKeyId);
  if (secret === undefined) {
    return new DaxError(
      'UnrecognizedClientException',
      `The security token included in the request is invalid: access key '${accessKeyId.slice(0, 40)}' is not known`,
      UNKNOWN_ACCESS_KEY,
    );
  }
  if (scopeRegion !== region) {
    return bad(
      'SignatureDoesNotMatch',
      `Credential should be scoped to region '${region}', not '${String(scopeRegion).slice(0, 40)}'`,
    );
  }
  if (!equal(signature, signatureOf(secret, scope, stringToSign))) {
    return bad(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method',
    );
  }
  if (Math.abs(nowMs - signedAtMs) > MAX_SKEW_MS)
    return bad('SignatureDoesNotMatch', `Signature expired: ${date} is not within 15 minutes of now`);
  return signedAtMs + MAX_SKEW_MS;
}

function bad(code: string, message: string): DaxError {
  return new DaxError(code, message, BAD_SIGNATURE);
}

function canonicalRequest(host: string, date: string): string {
  return `POST\n/\n\nhost:${host}\nx-amz-date:${date}\n\nhost;x-amz-date\n${EMPTY_HASH}`;
}

function signatureOf(secret: string, scope: string, stringToSign: string): string {
  const key = scope.split('/').reduce<Buffer | string>((parent, part) => hmac(parent, part), `AWS4${secret}`);
  return hmac(key, stringToSign).toString('hex');
}

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function equal(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** `20261124T230500Z` in ms. */
function parseDate(date: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
