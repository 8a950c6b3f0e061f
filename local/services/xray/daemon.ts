import { createSocket } from 'node:dgram';
import type { Platform, Principal } from '../../kernel/service';
import type { XRay } from './xray';

export interface Daemon {
  /** What `AWS_XRAY_DAEMON_ADDRESS` says. */
  readonly address: string;
  close(): void;
}

/** X-Ray's daemon beside one instance of a function: takes documents over UDP and sends them on with the rights of the function's role. */
export function openDaemon(platform: Platform, xray: XRay, caller: Principal): Promise<Daemon> {
  const socket = createSocket('udp4');
  socket.on('message', (datagram) => {
    const [head = '', ...rest] = datagram.toString('utf8').split('\n');
    if (!isHead(head)) {
      platform.log.write('xray.document-refused', {
        caller: caller.arn,
        why: `a datagram began with ${head.slice(0, 80)}`,
      });
      return;
    }
    xray.upload(caller, rest.join('\n'));
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      socket.removeListener('error', reject);
      socket.on('error', (error) =>
        platform.log.write('xray.daemon-failed', { caller: caller.arn, error: String(error) }),
      );
      // It must not keep a process alive whose platform was not stopped.
      socket.unref();
      resolve({ address: `127.0.0.1:${socket.address().port}`, close: closed });
    });
  });

  function closed(): void {
    try {
      socket.close();
    } catch {
      // It was closed already.
    }
  }
}

/** The line before each document (X-Ray developer guide, "Sending segment documents to the X-Ray daemon"). */
function isHead(line: string): boolean {
  try {
    const { format, version } = JSON.parse(line) as { readonly format?: unknown; readonly version?: unknown };
    return format === 'json' && version === 1;
  } catch {
    return false;
  }
}
