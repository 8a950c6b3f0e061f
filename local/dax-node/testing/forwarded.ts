import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** A POST that goes on to `target` as it came, with these headers. */
export function forwarded(headers: IncomingHttpHeaders, body: Buffer, target: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(target, { method: 'POST', headers }, (response) => {
      collected(response).then((answer) => resolve({ status: response.statusCode ?? 500, body: answer }), reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export async function collected(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
