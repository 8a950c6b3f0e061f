import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** No page of ours loads from elsewhere, is framed, cached or sniffed. `same-origin`: with `no-referrer` forms would send `Origin: null`. */
const everyHeader = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

export const send = (response: ServerResponse, { status, type, body = '', headers = {} }: Answer): void => {
  response.writeHead(status, {
    ...everyHeader,
    'content-type': type ?? 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
};

export const page = (status: number, body: string): Answer => ({ status, type: 'text/html; charset=utf-8', body });

export const plain = (status: number, text: string): Answer => ({ status, body: `${text}\n` });

const mostBytes = 4096;

/** A form as a browser sends it; undefined where it is something else or too long. */
export const formOf = async (request: IncomingMessage): Promise<URLSearchParams | undefined> => {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += String(chunk);
    if (body.length > mostBytes) return undefined;
  }
  return new URLSearchParams(body);
};
