/** Members by which an operation hands a role on, and the service that will assume it. */
const PASSED: Readonly<Record<string, readonly [member: string, passedTo: string]>> = {
  'lambda:CreateFunction': ['Role', 'lambda.amazonaws.com'],
  'lambda:UpdateFunctionConfiguration': ['Role', 'lambda.amazonaws.com'],
  'states:CreateStateMachine': ['roleArn', 'states.amazonaws.com'],
  'states:UpdateStateMachine': ['roleArn', 'states.amazonaws.com'],
  'dax:CreateCluster': ['IamRoleArn', 'dax.amazonaws.com'],
  'events:PutRule': ['RoleArn', 'events.amazonaws.com'],
};

export interface PassedRole {
  readonly roleArn: string;
  readonly passedTo: string;
}

export function passedRole(
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): PassedRole | undefined {
  const entry = PASSED[`${service}:${operation}`];
  const roleArn = entry === undefined ? undefined : input[entry[0]];
  return entry === undefined || typeof roleArn !== 'string' ? undefined : { roleArn, passedTo: entry[1] };
}
