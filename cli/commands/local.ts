import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { GlobalOptions } from '../connection';
import { CliError, exitStatus } from '../exit';
import { portNumber, speedFactor, withGlobalOptions } from '../global-options';
import { createOutput } from '../output';
import { findServiceFolder, packageService } from '../package-service';
import { startPlatform } from '../start-platform';
import { untilStopped } from '../until-stopped';

interface LocalOptions extends GlobalOptions {
  readonly port: number;
  readonly daxPort: number;
  readonly speed: number;
  readonly empty?: boolean;
  readonly bootstrap?: string;
  readonly quiet?: boolean;
}

export const addLocal = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('local'))
    .option('--port <port>', 'port of the one endpoint, 0 for any free one', portNumber, 4566)
    .option('--dax-port <port>', 'first port of the DAX nodes, 0 for any free ones', portNumber, 8111)
    .option('--speed <factor>', 'virtual seconds per second', speedFactor, 1)
    .option('--empty', 'without the packaged service')
    .option('--bootstrap <file>', 'deploy this template first: what `daxpilot bootstrap` prints')
    .option('--quiet', 'do not print the log')
    .description(
      'AWS on a laptop: every service that daxpilot uses on one endpoint, with the packaged service deployed to it',
    )
    .action(async (options: LocalOptions) => {
      const output = createOutput(options.json === true);
      const stopped = untilStopped();
      const folder = options.empty === true ? undefined : findServiceFolder(process.cwd());
      if (folder !== undefined && (await packageUnlessStopped(folder, output.note, stopped)) === 'stopped') {
        finish(exitStatus.done);
        return;
      }
      const local = await startPlatform({
        port: options.port,
        daxPort: options.daxPort,
        daxNodes: true,
        speed: options.speed,
        ...(folder === undefined ? {} : { serviceDir: folder }),
        ...(options.bootstrap === undefined ? {} : { bootstrap: readTemplate(options.bootstrap) }),
        ...(options.quiet === true ? {} : { onLog: output.note }),
      });
      if (output.json) output.line(local.ready);
      else
        output.note(
          `ready: ${JSON.stringify(local.ready)}\nAWS_ENDPOINT_URL=${local.ready.endpoint} with key test and secret test; Ctrl-C ends it`,
        );
      await stopped;
      await local.stop();
      finish(exitStatus.done);
    });
};

const readTemplate = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const message = `--bootstrap = ${file}: the file cannot be read; npx daxpilot bootstrap > ${file} writes it`;
    throw new CliError('use.invalid-input', message, exitStatus.wrongUse, [String(cause)], { cause });
  }
};

/** Packaging takes seconds; whoever ends the command meanwhile does not wait for it. */
const packageUnlessStopped = async (
  folder: string,
  note: (text: string) => void,
  stopped: Promise<void>,
): Promise<'packaged' | 'stopped'> => {
  const abort = new AbortController();
  const end = stopped.then(() => {
    abort.abort();
    return 'stopped' as const;
  });
  const packaging = packageService(folder, note, abort.signal).then(() => 'packaged' as const);
  packaging.catch(() => undefined);
  return Promise.race([packaging, end]);
};
