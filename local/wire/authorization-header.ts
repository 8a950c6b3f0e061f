import { ServiceError } from '../kernel/service-error';

/** The credential scope and signature that a Signature Version 4 request carries. */
export interface Authorization {
  readonly accessKeyId: string;
  /** YYYYMMDD. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const CREDENTIAL = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/;

/** Undefined where the request carries no signature at all; an unreadable one is an `IncompleteSignatureException`. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  if (header === undefined || header.trim() === '') {
    return undefined;
  }
  const [algorithm, ...rest] = header.trim().split(/\s+/);
  if (algorithm !== 'AWS4-HMAC-SHA256') {
    throw incomplete(`Authorization must use AWS4-HMAC-SHA256, got ${algorithm}.`);
  }
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const),
  );
  const credential = CREDENTIAL.exec(fields.get('Credential') ?? '');
  const signedHeaders = fields.get('SignedHeaders');
  const signature = fields.get('Signature');
  if (credential === null) {
    throw incomplete(
      "Authorization header requires 'Credential' parameter of the form KEY/DATE/REGION/SERVICE/aws4_request.",
    );
  }
  if (signedHeaders === undefined || signature === undefined) {
    throw incomplete("Authorization header requires 'SignedHeaders' and 'Signature' parameters.");
  }
  const [, accessKeyId = '', date = '', region = '', service = ''] = credential;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.toLowerCase().split(';'), signature };
}

function incomplete(message: string): ServiceError {
  return new ServiceError('IncompleteSignatureException', message);
}
