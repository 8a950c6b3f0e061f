import type { Config } from '../shared/targets';
import { dashboardName } from './dashboard/dashboard';
import { logicalId, type Outputs } from './template';

const ledgerTable = 'daxpilot-ledger';

/** Where people find what daxpilot does: the dashboard. */
export const dashboardUrl = {
  'Fn::Sub': `https://\${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=\${AWS::Region}#dashboards/dashboard/${dashboardName}`,
} as const;

/** How a process finds the cluster of a target: table, partition and sort key of the endpoint record. */
export const endpointRecord = (target: string): string => `${ledgerTable}/endpoint#${target}/record`;

/** Outputs of the service that follow from the configuration; machines, table and topic are outputs of their own. */
export function outputs(config: Config): Outputs {
  const clustered = Object.entries(config.targets).filter(([, { cluster }]) => cluster !== undefined);
  return {
    DashboardUrl: { Description: 'Metrics against their bands, decisions, cost, state', Value: dashboardUrl },
    ...Object.fromEntries(
      clustered.map(([name]) => [
        logicalId('endpoint-record', name),
        { Description: `Endpoint record of ${name}: table/partition key/sort key`, Value: endpointRecord(name) },
      ]),
    ),
  };
}
