import { createServer } from 'node:net';

/** Another process has the port. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse';
  readonly code = 'local.port-in-use';

  constructor(
    readonly port: number,
    /** The option that chooses it. */
    readonly option: '--port' | '--dax-port',
  ) {
    super(
      `Port ${port} on 127.0.0.1 is in use: stop what listens there, or choose another with ${option} (0 takes a free one).`,
    );
  }
}

/** DAX nodes come and go later; that their first port is taken is said at the start. */
export async function refuseUsedPort(port: number): Promise<void> {
  if (port === 0) {
    return;
  }
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUse(port, '--dax-port') : error);
    });
    probe.listen(port, '127.0.0.1', () => resolve());
  });
  await new Promise((resolve) => probe.close(resolve));
}
