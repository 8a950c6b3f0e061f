import type { Config } from '../../shared/targets';
import type { Outputs, Resource, Resources, Value } from '../template';
import { applicationRole } from './application-role';
import { cluster, nodeCountParameter } from './cluster';
import { network } from './network';
import { outputs } from './outputs';
import { tables } from './tables';
import { type SetUp, targetsToSetUp } from './targets-to-set-up';

export interface BootstrapTemplate {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description: string;
  readonly Parameters?: { readonly [name: string]: Value };
  readonly Resources: Resources;
  readonly Outputs: Outputs;
}

/** The template of all targets that say `bootstrap:`; undefined where none does. */
export function bootstrapTemplate(config: Config): BootstrapTemplate | undefined {
  const setUps = targetsToSetUp(config);
  if (setUps.length === 0) return undefined;
  const parameters = Object.assign({}, ...setUps.map(nodeCount)) as { readonly [name: string]: Value };
  const made: readonly Resources[] = setUps.flatMap((setUp) => [
    network(setUp),
    cluster(setUp),
    applicationRole(setUp),
    tables(setUp),
  ]);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Networks, DAX clusters, tables and roles that daxpilot looks after; everything is retained',
    ...(Object.keys(parameters).length === 0 ? {} : { Parameters: parameters }),
    Resources: Object.fromEntries(made.flatMap(Object.entries).map(([id, resource]) => [id, retained(resource)])),
    Outputs: outputs(setUps),
  };
}

/** Data and the way to it outlive the stack: taking an entry out of the configuration deletes nothing. */
const retained = ({ Type, DependsOn, Properties }: Resource): Resource => ({
  Type,
  ...(DependsOn === undefined ? {} : { DependsOn }),
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties,
});

function nodeCount({ name, bootstrap }: SetUp): { readonly [name: string]: Value } {
  if (bootstrap.cluster === undefined) return {};
  return {
    [nodeCountParameter(name)]: {
      Type: 'Number',
      Default: bootstrap.cluster.nodes,
      MinValue: 1,
      MaxValue: 11,
      Description: `Nodes of the cluster of ${name} on the day it is made. Leave it as it is afterwards: daxpilot changes the count.`,
    },
  };
}
