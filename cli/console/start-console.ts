import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CliError, exitStatus } from '../exit';
import type { Session } from '../session';
import { plain, send } from './answer';
import { createGuard } from './guard';
import { createReader } from './read-view';
import { createRoutes } from './routes';

export interface ConsoleOptions {
  /** 0 takes any free one. */
  readonly port?: number;
  /** How often the page asks. Default: 5 s on the local platform, 20 s on AWS. */
  readonly pollMs?: number;
  /** How old metrics may get before they are read again. Default: 5 s on the local platform, 60 s on AWS, where they cost by the query. */
  readonly metricsEveryMs?: number;
}

export interface RunningConsole {
  /** With the token: whoever has it can approve and freeze. */
  readonly url: string;
  readonly token: string;
  /** The page itself; needs the cookie that `url` sets, or `Authorization: Bearer TOKEN`. */
  readonly page: string;
  close(): Promise<void>;
}

const loopback = '127.0.0.1';

/** Serves the page on the loopback address only. Throws `CliError` if the port is in use. */
export const startConsole = async (session: Session, options: ConsoleOptions = {}): Promise<RunningConsole> => {
  const isLocal = session.connection.kind === 'endpoint';
  const { port: wanted = 0, pollMs = isLocal ? 5_000 : 20_000, metricsEveryMs = isLocal ? 5_000 : 60_000 } = options;
  const guard = createGuard();
  const answer = createRoutes({ session, guard, read: shared(createReader(session, metricsEveryMs)), pollMs });
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    answer(request, request.socket.localPort ?? 0).then(
      (ready) => send(response, ready),
      (error: unknown) => {
        session.output.note(`console: ${String(error)}`);
        send(response, plain(500, 'The page could not be made; the console has printed why.'));
      },
    );
  });
  const port = await listen(server, wanted);
  const origin = `http://${loopback}:${port}`;
  return {
    url: `${origin}/?token=${guard.token}`,
    token: guard.token,
    page: `${origin}${guard.base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Two pages that ask at once get one reading. */
const shared = <Value>(read: () => Promise<Value>): (() => Promise<Value>) => {
  let reading: Promise<Value> | undefined;
  return () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE' && cause.code !== 'EACCES') return reject(cause);
      const what = cause.code === 'EACCES' ? 'may not be used by you' : 'is in use';
      const text = `--port = ${port}: the port ${what}; give another one, or 0 for any free one`;
      reject(new CliError('local.port-in-use', text, exitStatus.unknown, [], { cause }));
    });
    server.listen(port, loopback, () => resolve((server.address() as AddressInfo).port));
  });
