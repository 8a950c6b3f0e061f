import { arn, type Intrinsic } from './template';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: Intrinsic | readonly Intrinsic[] | '*';
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: Intrinsic | string } };
}

export const allow = (Action: readonly string[], Resource: Statement['Resource']): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** A policy statement must name a resource; without one there is nothing to allow. */
export const allowOn = (actions: readonly string[], resources: readonly Intrinsic[]): readonly Statement[] =>
  resources.length === 0 ? [] : [allow(actions, resources)];

export const denyOn = (actions: readonly string[], resources: readonly Intrinsic[]): readonly Statement[] =>
  allowOn(actions, resources).map((statement) => ({ ...statement, Effect: 'Deny' }));

/** AWS knows no resource for these actions, so only the Region can be pinned. */
export const allowEverywhere = (actions: readonly string[]): Statement => ({
  ...allow(actions, '*'),
  Condition: { StringEquals: { 'aws:RequestedRegion': { Ref: 'AWS::Region' } } },
});

export const logs = (name: string): Statement =>
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], arn('logs', `log-group:/aws/lambda/daxpilot-${name}:*`));

/**
 * Traces know no resource. X-Ray's daemon sends them with a handler's role and reports on itself (Lambda guide, "Visualize Lambda
 * function invocations using AWS X-Ray").
 */
export const trace = allowEverywhere(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']);

/** A machine asks the sampling rules too, because a trace begins with it (Step Functions guide, "IAM policies for AWS X-Ray"). */
export const beginTraces = allowEverywhere([...trace.Action, 'xray:GetSamplingRules', 'xray:GetSamplingTargets']);

/** Versions only: machines call exact versions. */
export const invoke = (names: readonly string[]): Statement =>
  allow(
    ['lambda:InvokeFunction'],
    names.map((name) => arn('lambda', `function:daxpilot-${name}:*`)),
  );
