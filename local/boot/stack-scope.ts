import { ResourceProblem } from './boot-problem';
import { resolveValue, type Scope } from './intrinsics';
import type { CreatedResource } from './resource-type';
import { asRecord, type Template } from './template';

export interface StackPlace {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
}

/** What the template's expressions see: parameters, pseudo parameters, and the resources created so far. */
export function stackScope(
  template: Template,
  created: ReadonlyMap<string, CreatedResource>,
  place: StackPlace,
): Scope {
  const { account, region, stackName } = place;
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/00000000-0000-0000-0000-000000000000`,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NotificationARNs': [],
  };
  const scope: Scope = {
    region,
    ref: (name) => pseudo[name] ?? template.parameters.get(name) ?? created.get(name)?.ref,
    attribute(logicalId, attribute) {
      const resource = created.get(logicalId);
      if (resource === undefined) {
        throw new ResourceProblem('Fn::GetAtt', `there is no resource ${logicalId}`);
      }
      const value = resource.attributes[attribute];
      if (value === undefined) {
        const there = Object.keys(resource.attributes).join(', ') || 'none';
        throw new ResourceProblem('Fn::GetAtt', `${logicalId} has no attribute ${attribute} here (it has: ${there})`);
      }
      return value;
    },
    condition(name) {
      const condition = template.conditions[name];
      if (condition === undefined) {
        throw new ResourceProblem('Condition', `there is no condition ${name}`);
      }
      return resolveValue(condition, scope, `Conditions.${name}`) === true;
    },
    mapping: (map, top, second) => asRecord(asRecord(template.mappings[map])?.[top])?.[second],
  };
  return scope;
}
