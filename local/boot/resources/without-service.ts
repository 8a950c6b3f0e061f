import { ResourceProblem } from '../boot-problem';
import { Rank, type ResourceContext, type ResourceType } from '../resource-type';

/** Log groups: functions write their lines to the platform's log, there is no service that keeps them. */
export const logGroup: ResourceType = {
  type: 'AWS::Logs::LogGroup',
  rank: Rank.base,
  async create(context) {
    const { properties, platform } = context;
    const name = properties.text('LogGroupName') ?? context.generatedName(512);
    properties.acceptWithoutEffect('RetentionInDays', 'Tags', 'KmsKeyId', 'LogGroupClass');
    properties.done();
    return {
      ref: name,
      attributes: { Arn: `arn:aws:logs:${platform.region}:${platform.account}:log-group:${name}:*` },
    };
  },
};

/** The bucket that a deployment uploads its artefacts to. Nothing is uploaded here; any other bucket is refused. */
export const deploymentBucket: ResourceType = {
  type: 'AWS::S3::Bucket',
  rank: Rank.base,
  async create(context) {
    mustBelongToDeployment(context, 'ServerlessDeploymentBucket');
    const name = context.properties.text('BucketName') ?? context.generatedName(63).toLowerCase();
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com` } };
  },
};

export const deploymentBucketPolicy: ResourceType = {
  type: 'AWS::S3::BucketPolicy',
  rank: Rank.base,
  async create(context) {
    mustBelongToDeployment(context, 'ServerlessDeploymentBucketPolicy');
    return { ref: context.logicalId, attributes: { Id: context.logicalId } };
  },
};

function mustBelongToDeployment({ logicalId, type }: ResourceContext, expected: string): void {
  if (logicalId !== expected) {
    throw new ResourceProblem(undefined, `the local platform has no S3; of ${type} it accepts only ${expected}`);
  }
}
