import { given } from '../property-reader';
import { Rank, type ResourceType } from '../resource-type';

interface TableOutput {
  readonly TableDescription?: {
    readonly TableArn?: string;
    readonly TableId?: string;
    readonly LatestStreamArn?: string;
  };
}

interface DescribedTable {
  readonly Table?: {
    readonly TableStatus?: string;
    readonly GlobalSecondaryIndexes?: readonly { readonly IndexStatus?: string }[];
  };
}

export const dynamodbTable: ResourceType = {
  type: 'AWS::DynamoDB::Table',
  rank: Rank.base,
  async create(context) {
    const { properties, call, settle, platform } = context;
    const name = properties.text('TableName') ?? context.generatedName(255);
    const input = {
      TableName: name,
      AttributeDefinitions: properties.list('AttributeDefinitions'),
      KeySchema: properties.list('KeySchema'),
      BillingMode: properties.text('BillingMode'),
      ProvisionedThroughput: properties.record('ProvisionedThroughput'),
      OnDemandThroughput: properties.record('OnDemandThroughput'),
      WarmThroughput: properties.record('WarmThroughput'),
      GlobalSecondaryIndexes: properties.list('GlobalSecondaryIndexes'),
      LocalSecondaryIndexes: properties.list('LocalSecondaryIndexes'),
      StreamSpecification: streamOf(properties.record('StreamSpecification')),
      Tags: properties.tags(),
    };
    const timeToLive = properties.record('TimeToLiveSpecification');
    properties.acceptWithoutEffect(
      'SSESpecification',
      'PointInTimeRecoverySpecification',
      'DeletionProtectionEnabled',
      'TableClass',
      'ContributorInsightsSpecification',
    );
    properties.done();
    const created = await call<TableOutput>('dynamodb', 'CreateTable', given(input));
    await settle(async () => {
      const { Table } = await call<DescribedTable>('dynamodb', 'DescribeTable', { TableName: name });
      const indexes = Table?.GlobalSecondaryIndexes ?? [];
      return Table?.TableStatus === 'ACTIVE' && indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE');
    });
    if (timeToLive !== undefined) {
      await call('dynamodb', 'UpdateTimeToLive', { TableName: name, TimeToLiveSpecification: timeToLive });
    }
    const { TableArn, TableId, LatestStreamArn } = created.TableDescription ?? {};
    const Arn = TableArn ?? `arn:aws:dynamodb:${platform.region}:${platform.account}:table/${name}`;
    return { ref: name, attributes: given({ Arn, TableId, StreamArn: LatestStreamArn }) };
  },
};

/** CloudFormation has no StreamEnabled: naming a view type enables it. */
function streamOf(specification: Readonly<Record<string, unknown>> | undefined): object | undefined {
  return specification === undefined
    ? undefined
    : { StreamEnabled: true, StreamViewType: specification.StreamViewType };
}
