import { createSocket, type Socket } from 'node:dgram';

/** Where X-Ray's daemon listens. */
export interface DaemonAddress {
  readonly host: string;
  readonly port: number;
}

/** `169.254.79.129:2000`, or `tcp:127.0.0.1:2000 udp:127.0.0.2:2001`. Addresses only: a name would have to be looked up first. */
export function readDaemonAddress(text = ''): DaemonAddress | undefined {
  const [, host, port] = /(?:^|udp:)(\d+\.\d+\.\d+\.\d+):(\d{1,5})\b/.exec(text) ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}

/** What the daemon takes in one datagram (X-Ray developer guide, "Sending segment documents to the X-Ray daemon"). */
const longestBytes = 64_000;
const head = '{"format":"json","version":1}\n';

let socket: Socket | undefined;

/** Resolves when the document has left this process, or never will: a trace that is lost is no reason to fail, to wait or to say so. */
export function sendToDaemon({ host, port }: DaemonAddress, document: object): Promise<void> {
  const bytes = Buffer.from(head + JSON.stringify(document));
  return new Promise((resolve) => {
    if (bytes.length > longestBytes) return resolve();
    try {
      socket ??= createSocket('udp4').on('error', () => {});
      socket.unref().send(bytes, port, host, () => resolve());
    } catch {
      resolve();
    }
  });
}
