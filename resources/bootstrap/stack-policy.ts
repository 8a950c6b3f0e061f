/**
 * Stack policy of the bootstrap stack: no deploy updates a cluster or a table, because node count and capacity mode are the control
 * plane's. CloudFormation compares a template with the last one and not with what is there, so a deploy that changes nothing else
 * leaves them alone anyway; whether an update of another property sets the node count back too is not documented, so it is refused.
 * Without a stack policy CloudFormation allows all updates; with one it refuses what nothing allows.
 */
export const stackPolicy = {
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 'Update:*', Resource: '*' },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'Update:*',
      Resource: '*',
      Condition: { StringEquals: { ResourceType: ['AWS::DAX::Cluster', 'AWS::DynamoDB::Table'] } },
    },
  ],
} as const;
