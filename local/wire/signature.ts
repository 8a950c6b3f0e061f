import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { CredentialStore } from '../kernel/credentials';
import type { Principal } from '../kernel/service';
import { ServiceError } from '../kernel/service-error';
import type { Authorization } from './authorization-header';
import type { DoorRequest } from './form';

export interface SignatureRules {
  readonly credentials: CredentialStore;
  readonly region: string;
  /** Wall clock: signatures have nothing to do with virtual time. */
  readonly nowMs: () => number;
}

const MAX_SKEW_MS = 15 * 60_000;
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
/** Services that sign for us-east-1 wherever they are called from. */
const GLOBAL_SERVICES = new Set(['iam', 'sts']);

/** Says who signed the request, or refuses it as AWS does (Signature Version 4, AWS General Reference). */
export function verifySignature(request: DoorRequest, authorization: Authorization, rules: SignatureRules): Principal {
  const credentials = rules.credentials.find(authorization.accessKeyId);
  const token = request.headers['x-amz-security-token'];
  if (credentials === undefined || (credentials.sessionToken !== undefined && credentials.sessionToken !== token)) {
    throw new ServiceError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  const nowMs = rules.nowMs();
  if (credentials.expiresAtMs !== undefined && credentials.expiresAtMs <= nowMs) {
    throw new ServiceError('ExpiredTokenException', 'The security token included in the request is expired');
  }
  checkRegion(authorization, rules.region);
  checkDate(request, authorization, nowMs);
  const expected = Buffer.from(signatureOf(request, authorization, credentials.secretAccessKey));
  const given = Buffer.from(authorization.signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new ServiceError('InvalidSignatureException', MISMATCH);
  }
  return credentials.principal;
}

function checkRegion({ region, service }: Authorization, ours: string): void {
  if (region !== ours && !(GLOBAL_SERVICES.has(service) && region === 'us-east-1')) {
    throw new ServiceError(
      'InvalidSignatureException',
      `Credential should be scoped to a valid region. This local platform is ${ours}, the request is signed for ${region}.`,
    );
  }
}

function checkDate(request: DoorRequest, { date }: Authorization, nowMs: number): void {
  const stamp = dateOf(request);
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  const signedMs = match === null ? Number.NaN : Date.parse(stamp.replace(match[0], isoOf(match)));
  if (Number.isNaN(signedMs) || !stamp.startsWith(date)) {
    throw new ServiceError(
      'IncompleteSignatureException',
      `X-Amz-Date must look like 20260101T000000Z and agree with the credential's date ${date}, got "${stamp}".`,
    );
  }
  if (Math.abs(signedMs - nowMs) > MAX_SKEW_MS) {
    const relation = signedMs < nowMs ? 'expired' : 'not yet current';
    throw new ServiceError(
      'InvalidSignatureException',
      `Signature ${relation}: ${stamp} is more than 15 min away from ${new Date(nowMs).toISOString()}`,
    );
  }
}

function isoOf([, year, month, day, hour, minute, second]: RegExpExecArray): string {
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

function dateOf({ headers }: DoorRequest): string {
  return headers['x-amz-date'] ?? '';
}

function signatureOf(request: DoorRequest, authorization: Authorization, secret: string): string {
  const { date, region, service } = authorization;
  const scope = `${date}/${region}/${service}/aws4_request`;
  const canonical = sha256(canonicalRequest(request, authorization));
  const text = `AWS4-HMAC-SHA256\n${dateOf(request)}\n${scope}\n${canonical}`;
  return createHmac('sha256', signingKey(secret, date, region, service))
    .update(text)
    .digest('hex');
}

function canonicalRequest(request: DoorRequest, { signedHeaders }: Authorization): string {
  const headers = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  const claimed = request.headers['x-amz-content-sha256'];
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    headers.join(''),
    signedHeaders.join(';'),
    claimed === 'UNSIGNED-PAYLOAD' ? claimed : sha256(request.sentBody),
  ].join('\n');
}

/** The path as sent, with dot segments resolved, encoded once more. */
function canonicalPath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') {
      kept.pop();
    } else if (segment !== '' && segment !== '.') {
      kept.push(segment);
    }
  }
  const trailing = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${kept.map(encode).join('/')}${trailing}`;
}

function canonicalQuery(query: string): string {
  if (query === '') {
    return '';
  }
  const pairs = query.split('&').map((pair) => {
    const equals = pair.indexOf('=');
    const [key, value] = equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    return [encode(decode(key)), encode(decode(value))] as const;
  });
  return pairs
    .sort(([keyA, valueA], [keyB, valueB]) => compare(keyA, keyB) || compare(valueA, valueB))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const keys = new Map<string, Buffer>();
const MAX_KEYS = 500;

function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  const name = [secret, date, region, service].join('\n');
  const known = keys.get(name);
  if (known !== undefined) {
    return known;
  }
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const key = [date, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  if (keys.size >= MAX_KEYS) {
    keys.clear();
  }
  keys.set(name, key);
  return key;
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
