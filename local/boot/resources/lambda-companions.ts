import { given } from '../property-reader';
import { Rank, type ResourceType } from '../resource-type';

export const lambdaVersion: ResourceType = {
  type: 'AWS::Lambda::Version',
  rank: Rank.code,
  async create({ properties, call }) {
    const input = {
      FunctionName: properties.requiredText('FunctionName'),
      CodeSha256: properties.text('CodeSha256'),
      Description: properties.text('Description'),
    };
    properties.acceptWithoutEffect('ProvisionedConcurrencyConfig', 'RuntimePolicy');
    properties.done();
    const { FunctionArn, Version } = await call<{ readonly FunctionArn: string; readonly Version: string }>(
      'lambda',
      'PublishVersion',
      given(input),
    );
    return { ref: FunctionArn, attributes: { FunctionArn, Version } };
  },
};

export const lambdaAlias: ResourceType = {
  type: 'AWS::Lambda::Alias',
  rank: Rank.code,
  async create({ properties, call }) {
    const input = {
      FunctionName: properties.requiredText('FunctionName'),
      FunctionVersion: properties.requiredText('FunctionVersion'),
      Name: properties.requiredText('Name'),
      Description: properties.text('Description'),
    };
    properties.acceptWithoutEffect('ProvisionedConcurrencyConfig');
    properties.done();
    const { AliasArn } = await call<{ readonly AliasArn: string }>('lambda', 'CreateAlias', given(input));
    return { ref: AliasArn, attributes: { AliasArn } };
  },
};

export const lambdaPermission: ResourceType = {
  type: 'AWS::Lambda::Permission',
  rank: Rank.code,
  async create({ logicalId, properties, call }) {
    const input = {
      FunctionName: properties.requiredText('FunctionName'),
      StatementId: logicalId,
      Action: properties.requiredText('Action'),
      Principal: properties.requiredText('Principal'),
      SourceArn: properties.text('SourceArn'),
      SourceAccount: properties.text('SourceAccount'),
    };
    properties.done();
    await call('lambda', 'AddPermission', given(input));
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
};
