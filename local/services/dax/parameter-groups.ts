import type {
  CreateParameterGroupRequest,
  DeleteParameterGroupRequest,
  DescribeDefaultParametersRequest,
  DescribeParameterGroupsRequest,
  DescribeParametersRequest,
  Parameter,
  ParameterNameValue,
  UpdateParameterGroupRequest,
} from '@aws-sdk/client-dax';
import { ServiceError } from '../../kernel/service-error';
import { recordEvent } from './events';
import { pageOf } from './paging';
import { invalidValue, parameterGroupNotFound, required } from './refusals';
import {
  type ClusterRecord,
  type DaxContext,
  defaultParameterGroupName,
  hostedCluster,
  type ParameterGroupRecord,
} from './state';

const groupsPerRegion = 20;
const defaultTtlMs = 300_000;

export const defaultParameterGroup: ParameterGroupRecord = {
  name: defaultParameterGroupName,
  description: 'Default parameter group for dax1.0',
  recordTtlMs: defaultTtlMs,
  queryTtlMs: defaultTtlMs,
};

export const parameterGroupOf = (context: DaxContext, name: string): ParameterGroupRecord => {
  const group = context.parameterGroups.get(name.toLowerCase());
  if (!group) throw parameterGroupNotFound(name);
  return group;
};

const toGroup = (group: ParameterGroupRecord) => ({
  ParameterGroupName: group.name,
  ...(group.description === undefined ? {} : { Description: group.description }),
});

export const createParameterGroup = (context: DaxContext, input: CreateParameterGroupRequest) => {
  const name = required(input.ParameterGroupName, 'ParameterGroupName').toLowerCase();
  if (!/^[a-z][a-z0-9-]{0,254}$/.test(name) || name.endsWith('-') || name.includes('--'))
    throw invalidValue(
      `ParameterGroupName '${name}' must begin with a letter, hold letters, digits and single hyphens, and not end with one.`,
    );
  if (context.parameterGroups.has(name))
    throw new ServiceError('ParameterGroupAlreadyExistsFault', `ParameterGroup ${name} already exists.`);
  if (context.parameterGroups.size - 1 >= groupsPerRegion)
    throw new ServiceError(
      'ParameterGroupQuotaExceededFault',
      `The limit of ${groupsPerRegion} parameter groups is reached.`,
    );
  const group: ParameterGroupRecord = {
    name,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    recordTtlMs: defaultTtlMs,
    queryTtlMs: defaultTtlMs,
  };
  context.parameterGroups.set(name, group);
  return { ParameterGroup: toGroup(group) };
};

/** Both time-to-live values apply at once to the nodes that work by the group; none needs a reboot. */
export const updateParameterGroup = async (context: DaxContext, input: UpdateParameterGroupRequest) => {
  const group = parameterGroupOf(context, required(input.ParameterGroupName, 'ParameterGroupName'));
  if (group.name === defaultParameterGroupName)
    throw new ServiceError('InvalidParameterGroupStateFault', `The default group ${group.name} cannot be modified.`);
  const users = usersOf(context, group.name);
  if (users.length > 0 && context.options.parameterGroupInUse === 'locked')
    throw new ServiceError(
      'InvalidParameterGroupStateFault',
      `ParameterGroup ${group.name} is used by cluster ${users[0]?.clusterName}.`,
    );
  const values = input.ParameterNameValues ?? [];
  if (values.length < 1 || values.length > 20)
    throw invalidValue(`ParameterNameValues must have 1 to 20 elements, has ${values.length}.`);
  const changed = values.reduce(withParameter, group);
  context.parameterGroups.set(group.name, changed);
  recordEvent(context, 'PARAMETER_GROUP', group.name, `Updated parameter group ${group.name}.`);
  for (const cluster of users) await configureNodes(context, cluster);
  return { ParameterGroup: toGroup(changed) };
};

/** Nodes that wait for a reboot keep the values of the group before. */
export const configureNodes = async (context: DaxContext, cluster: ClusterRecord): Promise<void> => {
  const nodeIds = cluster.nodes.filter(({ pendingReboot }) => !pendingReboot).map(({ nodeId }) => nodeId);
  await context.options.nodes?.configure?.(hostedCluster(context, cluster), nodeIds);
};

const withParameter = (group: ParameterGroupRecord, pair: ParameterNameValue): ParameterGroupRecord => {
  switch (pair.ParameterName) {
    case 'record-ttl-millis':
      return { ...group, recordTtlMs: ttlOf(pair) };
    case 'query-ttl-millis':
      return { ...group, queryTtlMs: ttlOf(pair) };
    default:
      throw invalidValue(
        `ParameterName '${pair.ParameterName ?? ''}' is not known; record-ttl-millis and query-ttl-millis are.`,
      );
  }
};

const ttlOf = (pair: ParameterNameValue): number => {
  const text = pair.ParameterValue ?? '';
  if (!/^\d{1,15}$/.test(text))
    throw invalidValue(`ParameterValue '${text}' of ${pair.ParameterName} must be a whole number of ms, 0 or more.`);
  return Number(text);
};

const usersOf = (context: DaxContext, name: string) =>
  [...context.clusters.values()].filter((cluster) => cluster.parameterGroup.name === name);

export const deleteParameterGroup = (context: DaxContext, input: DeleteParameterGroupRequest) => {
  const group = parameterGroupOf(context, required(input.ParameterGroupName, 'ParameterGroupName'));
  if (group.name === defaultParameterGroupName)
    throw new ServiceError('InvalidParameterGroupStateFault', `The default group ${group.name} cannot be deleted.`);
  const user = usersOf(context, group.name)[0];
  if (user)
    throw new ServiceError(
      'InvalidParameterGroupStateFault',
      `ParameterGroup ${group.name} is used by cluster ${user.clusterName}.`,
    );
  context.parameterGroups.delete(group.name);
  return { DeletionMessage: `Parameter group ${group.name} has been deleted.` };
};

export const describeParameterGroups = (context: DaxContext, input: DescribeParameterGroupsRequest) => {
  const names = input.ParameterGroupNames;
  const groups = names?.length
    ? names.map((name) => parameterGroupOf(context, name))
    : [...context.parameterGroups.values()];
  const sorted = groups.sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = pageOf(sorted, (group) => group.name, input);
  return { ParameterGroups: page.rows.map(toGroup), ...tokenOf(page) };
};

export const describeParameters = (context: DaxContext, input: DescribeParametersRequest) => {
  const group = parameterGroupOf(context, required(input.ParameterGroupName, 'ParameterGroupName'));
  const wanted = parametersOf(group).filter((one) => input.Source === undefined || one.Source === input.Source);
  const page = pageOf(wanted, (one) => one.ParameterName ?? '', input);
  return { Parameters: [...page.rows], ...tokenOf(page) };
};

export const describeDefaultParameters = (_context: DaxContext, input: DescribeDefaultParametersRequest) => {
  const page = pageOf(parametersOf(defaultParameterGroup), (one) => one.ParameterName ?? '', input);
  return { Parameters: [...page.rows], ...tokenOf(page) };
};

const tokenOf = (page: { readonly nextToken?: string }) =>
  page.nextToken === undefined ? {} : { NextToken: page.nextToken };

const parametersOf = (group: ParameterGroupRecord): readonly Parameter[] => [
  ttlParameter('query-ttl-millis', group.queryTtlMs, 'Duration in milliseconds for queries to remain cached'),
  ttlParameter(
    'record-ttl-millis',
    group.recordTtlMs,
    'Duration in milliseconds for records to remain valid in cache (Default: 0 = infinite)',
  ),
];

const ttlParameter = (name: string, valueMs: number, description: string): Parameter => ({
  ParameterName: name,
  ParameterType: 'DEFAULT',
  ParameterValue: String(valueMs),
  NodeTypeSpecificValues: [],
  Description: description,
  Source: 'user',
  DataType: 'integer',
  AllowedValues: '0-',
  IsModifiable: 'TRUE',
  ChangeType: 'IMMEDIATE',
});
