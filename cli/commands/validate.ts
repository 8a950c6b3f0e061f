import type { Command } from 'commander';
import { configJsonSchema } from '../../shared/targets';
import type { GlobalOptions } from '../connection';
import { exitStatus } from '../exit';
import { withGlobalOptions } from '../global-options';
import { loadConfig } from '../load-config';
import { createOutput, renderTable } from '../output';

export const addValidate = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('validate'))
    .description('check the config file: every problem is listed with its place, value, rule and nearest name')
    .option('--schema', 'print the JSON Schema of the config file instead, for editors and other tools')
    .action((options: GlobalOptions & { readonly schema?: boolean }) => {
      if (options.schema === true) {
        createOutput(true).result(configJsonSchema(), () => '');
        finish(exitStatus.done);
        return;
      }
      const config = loadConfig(options.config ?? 'daxpilot.yml');
      const targets = Object.entries(config.targets).map(([name, target]) => ({
        target: name,
        profile: target.policy.profile,
        cluster: target.cluster ?? null,
        tables: target.tables,
        approval: target.policy.approval,
      }));
      createOutput(options.json === true).result({ valid: true, targets }, () =>
        renderTable(
          ['target', 'profile', 'cluster', 'tables', 'node count', 'billing mode', 'node type'],
          targets.map(({ target, profile, cluster, tables, approval }) => [
            target,
            profile,
            cluster ?? '-',
            tables.join(', '),
            approval.nodeCount,
            approval.billingMode,
            approval.nodeType,
          ]),
        ),
      );
      finish(exitStatus.done);
    });
};
