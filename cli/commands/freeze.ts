import type { Command } from 'commander';
import { freeze, type Scope, thaw } from '../../shared/flow';
import { callerArn } from '../caller';
import type { GlobalOptions } from '../connection';
import { CliError, exitStatus } from '../exit';
import { withGlobalOptions } from '../global-options';
import { targetNamed } from '../load-config';
import { openSession, type Session } from '../session';

interface FreezeOptions extends GlobalOptions {
  readonly all?: boolean;
}

export const addFreezeAndThaw = (program: Command, finish: (status: number) => void): void => {
  addOne(
    program,
    finish,
    'freeze',
    'stop all changes of a target, or of the whole account, until it is thawed',
    async (session, scope) => {
      await freeze(session.flow, scope, await callerArn(session.connection), await session.nowMs());
    },
  );
  addOne(program, finish, 'thaw', 'allow changes again; also ends a freeze after crashes', (session, scope) =>
    thaw(session.flow, scope),
  );
};

const addOne = (
  program: Command,
  finish: (status: number) => void,
  name: 'freeze' | 'thaw',
  description: string,
  act: (session: Session, scope: Scope) => Promise<void>,
): void => {
  withGlobalOptions(program.command(name).argument('[target]', 'declared target').option('--all', 'the whole account'))
    .description(description)
    .action(async (target: string | undefined, options: FreezeOptions) => {
      if ((target === undefined) === (options.all !== true)) {
        throw new CliError('use.invalid-input', `${name} takes either a TARGET or --all`, exitStatus.wrongUse);
      }
      const session = openSession(options);
      const scope: Scope =
        target === undefined
          ? { kind: 'account' }
          : { kind: 'target', target: targetNamed(session.config, target).name };
      await act(session, scope);
      const state = name === 'freeze' ? 'frozen' : 'thawed';
      session.output.result({ scope: target ?? 'account', state }, () => `${target ?? 'the account'} is ${state}`);
      finish(exitStatus.done);
    });
};
