import type { LocalOptions, LocalPlatform } from '@daxpilot/local';
import { CliError, exitStatus } from './exit';

/** Starts the local platform, which is loaded only by the commands that need it. */
export const startPlatform = async (options: LocalOptions): Promise<LocalPlatform> => {
  const { startLocal } = await import('@daxpilot/local');
  try {
    return await startLocal(options);
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE' || codeOf(error) === 'local.port-in-use') {
      throw new CliError(
        'local.port-in-use',
        `--port = ${options.port}: the port is in use; give another one, or 0 for any free one`,
        exitStatus.unknown,
        [],
        {
          cause: error,
        },
      );
    }
    throw error;
  }
};

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
