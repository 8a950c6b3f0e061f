import { createHash, createHmac } from 'node:crypto';

export interface UpstreamCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
export type CredentialSource = UpstreamCredentials | (() => Promise<UpstreamCredentials>);

const TARGET_PREFIX = 'DynamoDB_20120810.';

/** Signs DynamoDB calls (SigV4); the derived key is kept for the day. */
export class RequestSigner {
  private keyScope = '';
  private key: Buffer = Buffer.alloc(0);

  constructor(
    private readonly credentials: CredentialSource,
    private readonly region: string,
    private readonly host: string,
    private readonly path: string,
  ) {}

  async headers(operation: string, body: string, nowMs: number): Promise<Record<string, string>> {
    const credentials = typeof this.credentials === 'function' ? await this.credentials() : this.credentials;
    const date = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
    const day = date.slice(0, 8);
    const target = TARGET_PREFIX + operation;
    const token = credentials.sessionToken;
    const signed = `host;x-amz-date${token === undefined ? '' : ';x-amz-security-token'};x-amz-target`;
    const tokenLine = token === undefined ? '' : `x-amz-security-token:${token}\n`;
    const canonical = `POST\n${this.path}\n\nhost:${this.host}\nx-amz-date:${date}\n${tokenLine}x-amz-target:${target}\n\n${signed}\n${sha256(body)}`;
    const scope = `${day}/${this.region}/dynamodb/aws4_request`;
    const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`;
    const signature = hmac(this.signingKey(credentials, scope), toSign).toString('hex');
    return {
      host: this.host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': date,
      'x-amz-target': target,
      ...(token === undefined ? {} : { 'x-amz-security-token': token }),
      authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
    };
  }

  private signingKey(credentials: UpstreamCredentials, scope: string): Buffer {
    const keyScope = `${scope}:${credentials.accessKeyId}:${credentials.secretAccessKey}`;
    if (keyScope !== this.keyScope) {
      this.key = scope.split('/').reduce<Buffer>(hmac, Buffer.from(`AWS4${credentials.secretAccessKey}`));
      this.keyScope = keyScope;
    }
    return this.key;
  }
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
