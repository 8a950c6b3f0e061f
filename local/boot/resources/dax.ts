import { given } from '../property-reader';
import { Rank, type ResourceType } from '../resource-type';

interface Cluster {
  readonly ClusterArn?: string;
  readonly Status?: string;
  readonly ClusterDiscoveryEndpoint?: { readonly Address?: string; readonly Port?: number; readonly URL?: string };
}

export const daxCluster: ResourceType = {
  type: 'AWS::DAX::Cluster',
  rank: Rank.base,
  async create(context) {
    const { properties, call, settle } = context;
    const name = (properties.text('ClusterName') ?? context.generatedName(20)).toLowerCase();
    const sse = properties.record('SSESpecification');
    const input = {
      ClusterName: name,
      NodeType: properties.requiredText('NodeType'),
      ReplicationFactor: properties.number('ReplicationFactor'),
      IamRoleArn: properties.requiredText('IAMRoleARN'),
      Description: properties.text('Description'),
      AvailabilityZones: properties.texts('AvailabilityZones'),
      SubnetGroupName: properties.text('SubnetGroupName'),
      SecurityGroupIds: properties.texts('SecurityGroupIds'),
      PreferredMaintenanceWindow: properties.text('PreferredMaintenanceWindow'),
      NotificationTopicArn: properties.text('NotificationTopicARN'),
      ParameterGroupName: properties.text('ParameterGroupName'),
      SSESpecification: sse === undefined ? undefined : { Enabled: sse.SSEEnabled },
      ClusterEndpointEncryptionType: properties.text('ClusterEndpointEncryptionType'),
      NetworkType: properties.text('NetworkType'),
      Tags: properties.tags(),
    };
    properties.done();
    await call('dax', 'CreateCluster', given(input));
    const described = async (): Promise<Cluster | undefined> => {
      const answer = await call<{ readonly Clusters?: readonly Cluster[] }>('dax', 'DescribeClusters', {
        ClusterNames: [name],
      });
      return answer.Clusters?.[0];
    };
    await settle(async () => (await described())?.Status === 'available');
    const cluster = await described();
    const { Address, Port, URL } = cluster?.ClusterDiscoveryEndpoint ?? {};
    const attributes = {
      Arn: cluster?.ClusterArn,
      ClusterDiscoveryEndpoint: Address === undefined ? undefined : `${Address}:${Port}`,
      ClusterDiscoveryEndpointURL: URL,
    };
    return { ref: name, attributes: given(attributes) };
  },
};

export const daxSubnetGroup: ResourceType = {
  type: 'AWS::DAX::SubnetGroup',
  rank: Rank.base,
  async create(context) {
    const { properties, call } = context;
    const name = properties.text('SubnetGroupName') ?? context.generatedName(255).toLowerCase();
    const input = {
      SubnetGroupName: name,
      Description: properties.text('Description'),
      SubnetIds: properties.texts('SubnetIds'),
    };
    properties.done();
    await call('dax', 'CreateSubnetGroup', given(input));
    return { ref: name, attributes: { Id: name } };
  },
};

export const daxParameterGroup: ResourceType = {
  type: 'AWS::DAX::ParameterGroup',
  rank: Rank.base,
  async create(context) {
    const { properties, call } = context;
    const name = properties.text('ParameterGroupName') ?? context.generatedName(255).toLowerCase();
    const Description = properties.text('Description');
    const values = Object.entries(properties.record('ParameterNameValues') ?? {});
    properties.done();
    await call('dax', 'CreateParameterGroup', given({ ParameterGroupName: name, Description }));
    if (values.length > 0) {
      await call('dax', 'UpdateParameterGroup', {
        ParameterGroupName: name,
        ParameterNameValues: values.map(([ParameterName, value]) => ({ ParameterName, ParameterValue: String(value) })),
      });
    }
    return { ref: name, attributes: { Id: name } };
  },
};
