import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

export interface RawRequest {
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly region?: string;
  readonly secret?: string;
  readonly accessKeyId?: string;
  readonly signingDate?: Date;
}

/** Signs and sends one request that no SDK client would send. */
export async function sendSigned(endpoint: string, request: RawRequest): Promise<Response> {
  const { service, method = 'POST', path = '/', query = {}, headers = {}, body = '' } = request;
  const { host } = new URL(endpoint);
  const signer = new SignatureV4({
    service,
    region: request.region ?? 'us-east-1',
    sha256: Sha256,
    credentials: { accessKeyId: request.accessKeyId ?? 'test', secretAccessKey: request.secret ?? 'test' },
  });
  const signed = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: host,
      path,
      query: { ...query },
      headers: { host, ...headers },
      body,
    },
    request.signingDate === undefined ? {} : { signingDate: request.signingDate },
  );
  const search = new URLSearchParams(query).toString();
  return fetch(`${endpoint}${path}${search === '' ? '' : `?${search}`}`, {
    method,
    headers: signed.headers,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
  });
}

/** A JSON request for one operation. */
export function jsonRequest(
  service: string,
  target: string,
  body: unknown,
  more: Partial<RawRequest> = {},
): RawRequest {
  return {
    service,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    ...more,
  };
}

export function formRequest(
  service: string,
  fields: Readonly<Record<string, string>>,
  more: Partial<RawRequest> = {},
): RawRequest {
  return {
    service,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
    ...more,
  };
}
