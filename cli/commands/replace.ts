import type { Command } from 'commander';
import { type Kind, kinds } from '../../shared/replace';
import { withGlobalOptions } from '../global-options';
import { abortHandOver } from '../hand-over/abort';
import { type HandOverOptions, inputOf } from '../hand-over/input';
import { runHandOver } from '../hand-over/run';
import { showPlan } from '../hand-over/show-plan';
import { openSession } from '../session';

const texts: Readonly<Record<Kind, string>> = {
  introduce: 'put a DAX cluster between a target and its table, without a stale read',
  replace:
    'hand a target over to another DAX cluster (another node type, another number of nodes), without a stale read',
  remove: 'take the DAX cluster of a target out, without a stale read',
};

export const addIntroduceReplaceAndRemove = (program: Command, finish: (status: number) => void): void => {
  for (const kind of kinds) {
    const command = withGlobalOptions(program.command(kind).argument('<target>', 'declared target'))
      .option('--plan', 'say what would be done and whether it can be; change nothing')
      .option('--abort', 'turn round the hand-over that is under way')
      .option('--delete <cluster>', 'approve the deletion of the cluster that an ended hand-over left behind')
      .option('--reason <text>', 'why, for the record', `daxpilot ${kind}`)
      .description(texts[kind]);
    if (kind !== 'remove')
      command
        .option('--type <node type>', 'of the new cluster, such as dax.r5.xlarge')
        .option('--nodes <number>', 'of the new cluster')
        .option('--to <cluster>', 'an existing, unused cluster instead of a new one')
        .option('--service-role <arn>', 'of the new cluster; default: that of the old one')
        .option('--subnet-group <name>', 'of the new cluster; default: that of the old one');
    if (kind === 'replace')
      command
        .option('--raise', 'read capacity may be raised where the table cannot carry the reads; it is given back')
        .option('--held', 'writes may wait for minutes where the table cannot carry the reads');
    command.action(async (name: string, options: HandOverOptions) => {
      const session = openSession(options);
      const input = inputOf(kind, name, options, session.config);
      if (options.plan === true) finish(await showPlan(session, input));
      else finish(options.abort === true ? await abortHandOver(session, input) : await runHandOver(session, input));
    });
  }
};
