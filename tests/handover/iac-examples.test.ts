import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const text = readFileSync(join(__dirname, '../../docs/handover.md'), 'utf8');
const blockOf = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';

/** Arguments of the AWS provider's resources that daxpilot changes, or that would replace the resource (provider 5 and 6). */
const changed = {
  aws_dax_cluster: ['node_type', 'replication_factor'],
  aws_dynamodb_table: ['billing_mode', 'read_capacity', 'write_capacity'],
} as const;

test.each(Object.entries(changed))('the Terraform example ignores what daxpilot changes of %s', (type, names) => {
  const from = blockOf('hcl').split(`resource "${type}"`)[1]?.split('\nresource ')[0] ?? '';
  const ignored = /ignore_changes\s*=\s*\[([^\]]*)\]/
    .exec(from)?.[1]
    ?.split(',')
    .map((name) => name.trim());

  expect(ignored).toEqual(names);
});

test('the CloudFormation example keeps the cluster whatever happens to its stack', () => {
  const template = parse(blockOf('yaml'), { logLevel: 'silent' }) as {
    readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
  };
  const clusters = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::DAX::Cluster');

  expect(clusters).toEqual([expect.objectContaining({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })]);
});

test('the outputs of both name the record, and no endpoint of a cluster', () => {
  const outputs = [blockOf('hcl').split('output ')[1] ?? '', blockOf('yaml').split('Outputs:')[1] ?? ''];

  for (const output of outputs) {
    expect(output).toMatch(/daxpilot-ledger/);
    expect(output).not.toMatch(/dax:\/\/|DiscoveryEndpoint|configuration_endpoint|cluster_address/i);
  }
});
