import { dashboardUrl, endpointRecord } from '../outputs';
import { arn, logicalId, type Output, type Outputs } from '../template';
import { applicationRoleId, instanceProfileId } from './application-role';
import { clusterId } from './cluster';
import { applicationGroupId } from './network';
import type { SetUp } from './targets-to-set-up';

/** Names that do not depend on the service being there already: its names are literal. */
export function outputs(setUps: readonly SetUp[]): Outputs {
  return {
    RightsizeStateMachineArn: {
      Description: 'State machine that sizes a target; made by the service',
      Value: arn('states', 'stateMachine:daxpilot-rightsize'),
    },
    RecoveryStateMachineArn: {
      Description: 'State machine that frees what a failed execution held; made by the service',
      Value: arn('states', 'stateMachine:daxpilot-recovery'),
    },
    DashboardUrl: { Description: 'Metrics, decisions, cost, state; made by the service', Value: dashboardUrl },
    ...Object.assign({}, ...setUps.map(outputsOf)),
  };
}

function outputsOf({ name, cluster, bootstrap }: SetUp): Outputs {
  const named = (what: string, Description: string, Value: Output['Value']): Outputs => ({
    [logicalId(name, what)]: { Description: `${name}: ${Description}`, Value },
  });
  return {
    ...named('application-role-arn', 'role of the application tier', {
      'Fn::GetAtt': [applicationRoleId(name), 'Arn'],
    }),
    ...named('instance-profile', 'instance profile that carries it', { Ref: instanceProfileId(name) }),
    ...(cluster === undefined
      ? {}
      : named('endpoint-record', 'endpoint record (table/partition key/sort key)', endpointRecord(name))),
    ...(bootstrap.cluster === undefined
      ? {}
      : named('cluster-endpoint', 'discovery endpoint of the cluster', {
          'Fn::GetAtt': [clusterId(name), 'ClusterDiscoveryEndpointURL'],
        })),
    ...(bootstrap.network === undefined || bootstrap.network.applicationGroups !== undefined
      ? {}
      : named('application-group', 'security group for the instances of the application tier', {
          'Fn::GetAtt': [applicationGroupId(name), 'GroupId'],
        })),
  };
}
