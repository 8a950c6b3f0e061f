import { given } from '../property-reader';
import { Rank, type ResourceType } from '../resource-type';

export const ssmParameter: ResourceType = {
  type: 'AWS::SSM::Parameter',
  rank: Rank.base,
  async create(context) {
    const { properties, call } = context;
    const name = properties.text('Name') ?? context.generatedName(1011);
    const Type = properties.requiredText('Type');
    const Value = properties.requiredText('Value');
    const Description = properties.text('Description');
    properties.acceptWithoutEffect('Tier', 'Tags', 'AllowedPattern', 'DataType');
    properties.done();
    await call('ssm', 'PutParameter', given({ Name: name, Type, Value, Description }));
    return { ref: name, attributes: { Type, Value } };
  },
};
