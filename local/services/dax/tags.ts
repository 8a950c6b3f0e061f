import type { ListTagsRequest, Tag, TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-dax';
import { ServiceError } from '../../kernel/service-error';
import { clusterOf } from './describe-clusters';
import { clusterNotAvailable, clusterNotFound, invalidValue } from './refusals';
import { type ClusterRecord, type DaxContext, replaceCluster } from './state';

const tagsPerResource = 50;

export const toTags = (tags: ReadonlyMap<string, string>): Tag[] =>
  [...tags].map(([Key, Value]) => ({ Key, Value })).sort((a, b) => (a.Key < b.Key ? -1 : 1));

/** The old tags with `added` put over them; refuses bad keys and a 51st tag. */
export const withTags = (
  tags: ReadonlyMap<string, string>,
  added: readonly Tag[] | undefined,
): ReadonlyMap<string, string> => {
  const merged = new Map(tags);
  for (const { Key, Value } of added ?? []) {
    if (Key === undefined || Key.length < 1 || Key.length > 128)
      throw invalidValue(`The tag key '${Key ?? ''}' must have 1 to 128 characters.`);
    if (Key.toLowerCase().startsWith('aws:')) throw invalidValue(`The tag key '${Key}' must not begin with 'aws:'.`);
    if ((Value ?? '').length > 256) throw invalidValue(`The value of tag '${Key}' must have at most 256 characters.`);
    merged.set(Key, Value ?? '');
  }
  if (merged.size > tagsPerResource)
    throw new ServiceError('TagQuotaPerResourceExceeded', `A cluster has at most ${tagsPerResource} tags.`);
  return merged;
};

const taggedCluster = (context: DaxContext, resourceName: string | undefined): ClusterRecord => {
  const { account, region } = context.platform;
  const prefix = `arn:aws:dax:${region}:${account}:cache/`;
  if (!resourceName?.startsWith(prefix) || resourceName.length === prefix.length)
    throw new ServiceError('InvalidARNFault', `ResourceName '${resourceName ?? ''}' must be an ARN ${prefix}NAME.`);
  const name = resourceName.slice(prefix.length);
  const cluster = clusterOf(context, name);
  if (cluster.status === 'deleting' || cluster.status === undefined) throw clusterNotAvailable(name, cluster.status);
  return cluster;
};

export const listTags = (context: DaxContext, input: ListTagsRequest) => ({
  Tags: toTags(taggedCluster(context, input.ResourceName).tags),
});

export const tagResource = (context: DaxContext, input: TagResourceRequest) => {
  const { clusterName } = taggedCluster(context, input.ResourceName);
  return retag(context, clusterName, (tags) => withTags(tags, input.Tags));
};

export const untagResource = (context: DaxContext, input: UntagResourceRequest) => {
  const { clusterName, tags } = taggedCluster(context, input.ResourceName);
  const keys = input.TagKeys ?? [];
  const missing = keys.find((key) => !tags.has(key));
  if (missing !== undefined)
    throw new ServiceError('TagNotFoundFault', `Cluster ${clusterName} has no tag ${missing}.`);
  return retag(context, clusterName, (old) => new Map([...old].filter(([key]) => !keys.includes(key))));
};

const retag = (
  context: DaxContext,
  clusterName: string,
  change: (tags: ReadonlyMap<string, string>) => ReadonlyMap<string, string>,
) => {
  const changed = replaceCluster(context, clusterName, (cluster) => ({ ...cluster, tags: change(cluster.tags) }));
  if (!changed) throw clusterNotFound(clusterName);
  return { Tags: toTags(changed.tags) };
};
