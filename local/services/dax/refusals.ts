import { ServiceError } from '../../kernel/service-error';

export const invalidValue = (message: string): ServiceError =>
  new ServiceError('InvalidParameterValueException', message);
export const invalidCombination = (message: string): ServiceError =>
  new ServiceError('InvalidParameterCombinationException', message);
export const clusterNotFound = (clusterName: string): ServiceError =>
  new ServiceError('ClusterNotFoundFault', `Cluster ${clusterName} not found.`);
export const nodeNotFound = (clusterName: string, nodeId: string): ServiceError =>
  new ServiceError('NodeNotFoundFault', `Cluster ${clusterName} has no node ${nodeId}.`);
export const clusterNotAvailable = (clusterName: string, status: string | undefined): ServiceError =>
  new ServiceError(
    'InvalidClusterStateFault',
    `Cluster ${clusterName} is not in the available state (status: ${status ?? 'none'}).`,
  );
export const parameterGroupNotFound = (name: string): ServiceError =>
  new ServiceError('ParameterGroupNotFoundFault', `ParameterGroup not found: ${name}.`);
export const subnetGroupNotFound = (name: string): ServiceError =>
  new ServiceError('SubnetGroupNotFoundFault', `SubnetGroup ${name} not found.`);

/** A required member that is absent or empty. */
export const required = (value: string | undefined, member: string): string => {
  if (value === undefined || value === '') throw invalidValue(`${member} is required and must not be empty.`);
  return value;
};
