import { Agent, request } from 'node:http';
import type { Sink } from './generator';

export class HttpFailure extends Error {
  /** `code`: what the service calls it, if it says so. */
  constructor(
    readonly status: number,
    readonly code?: string,
  ) {
    super(`status ${status}${code === undefined ? '' : ` (${code})`}`);
    this.name = code === undefined ? `Http${status}` : `Http${status} ${code}`;
  }
}

/** Drives the products service over kept connections. Only addresses of this machine. */
export function httpSink(url: string, sockets = 64): Sink & { close(): void } {
  const { hostname } = new URL(url);
  if (!/^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname))
    throw new RangeError(`the load goes to this machine only, and ${hostname} is not`);
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  return {
    read: (id) => call(agent, 'GET', `${url}/product/${id}`, undefined, [200, 404]),
    write: (id, bytes) =>
      call(
        agent,
        'POST',
        `${url}/product/${id}/stock`,
        JSON.stringify({ add: 1, note: 'x'.repeat(bytes) }),
        [200, 409],
      ),
    close: () => agent.destroy(),
  };
}

function call(
  agent: Agent,
  method: string,
  url: string,
  body: string | undefined,
  fine: readonly number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = request(url, { method, agent, headers }, (response) => {
      const { statusCode = 0 } = response;
      const isFine = fine.includes(statusCode);
      const complaint: Buffer[] = [];
      if (isFine) response.resume();
      else response.on('data', (chunk) => complaint.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (isFine) resolve();
        else reject(new HttpFailure(statusCode, codeIn(Buffer.concat(complaint).toString())));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function codeIn(body: string): string | undefined {
  try {
    const { error } = JSON.parse(body) as { readonly error?: unknown };
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
