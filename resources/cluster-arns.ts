import { successorPattern } from '../shared/replace/cluster-name';
import type { Target } from '../shared/targets';
import { arn, type Intrinsic } from './template';

/** The cluster that a target declares; DAX keeps names in lower case, and IAM compares them as they are. */
export const declaredCluster = ({ cluster }: Pick<Target, 'cluster'>): readonly Intrinsic[] =>
  cluster === undefined ? [] : [clusterArn(cluster.toLowerCase())];

/** Whatever a hand-over may create for a target. */
export const successors = ({ cluster, name }: Pick<Target, 'cluster' | 'name'>): Intrinsic =>
  clusterArn(successorPattern(cluster ?? name));

const clusterArn = (name: string): Intrinsic => arn('dax', `cache/${name}`);
