import type { Command } from 'commander';
import type { GlobalOptions } from '../connection';
import { startConsole } from '../console/start-console';
import { exitStatus } from '../exit';
import { portNumber, withGlobalOptions } from '../global-options';
import { openSession } from '../session';
import { untilStopped } from '../until-stopped';

interface ConsoleOptions extends GlobalOptions {
  readonly port: number;
}

export const addConsole = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('console'))
    .option('--port <port>', 'port on 127.0.0.1, 0 for any free one', portNumber, 0)
    .description('a page on this machine: targets, bands, decisions, executions; approve and freeze')
    .action(async (options: ConsoleOptions) => {
      const stopped = untilStopped();
      const session = openSession(options);
      const { url, page, close } = await startConsole(session, { port: options.port });
      if (session.output.json) session.output.line({ ready: true, url, page });
      else
        session.output.note(
          `The console is at ${url}\nWhoever has this address can approve and freeze. Ctrl-C ends it.`,
        );
      await stopped;
      await close();
      finish(exitStatus.done);
    });
};
