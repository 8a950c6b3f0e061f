import type { Command } from 'commander';
import { bootstrapTemplate } from '../../resources/bootstrap/bootstrap-template';
import { stackPolicy } from '../../resources/bootstrap/stack-policy';
import { findingText } from '../../resources/lint/finding';
import { lintTemplate } from '../../resources/lint/template-lint';
import { connectionFrom, type GlobalOptions } from '../connection';
import { CliError, exitStatus } from '../exit';
import { withGlobalOptions } from '../global-options';
import { loadConfig } from '../load-config';
import { createOutput } from '../output';

interface BootstrapOptions extends GlobalOptions {
  readonly stackPolicy?: boolean;
}

export const addBootstrap = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('bootstrap'))
    .option('--stack-policy', 'print the stack policy instead: no deploy updates a cluster or a table')
    .description(
      'print the CloudFormation template of the networks, clusters, tables and roles that the targets describe under bootstrap',
    )
    .action((options: BootstrapOptions) => {
      const value = options.stackPolicy === true ? stackPolicy : checkedTemplate(options);
      // The template is JSON, with or without --json.
      createOutput(true).result(value, () => '');
      finish(exitStatus.done);
    });
};

function checkedTemplate(options: GlobalOptions): object {
  const file = options.config ?? 'daxpilot.yml';
  const template = bootstrapTemplate(loadConfig(file, { region: connectionFrom(options).region }));
  if (template === undefined) {
    throw new CliError(
      'use.nothing-to-set-up',
      `${file}: no target says what to set up; write bootstrap: under a target (bootstrap: {} makes the role of its application tier alone)`,
      exitStatus.wrongUse,
    );
  }
  const findings = lintTemplate(template.Resources);
  if (findings.length === 0) return template;
  throw new CliError(
    'use.invalid-config',
    `the template of ${file} has ${findings.length} problems`,
    exitStatus.wrongUse,
    findings.map(findingText),
  );
}
