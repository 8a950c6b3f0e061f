import type {
  ListTagsForResourceRequest,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-application-auto-scaling';
import { ServiceError } from '../../kernel/service-error';
import { invalid } from './refusals';
import { keyOf } from './scalable-resource';
import type { ScalingContext, TargetRecord } from './state';

const tagsPerTarget = 50;

export const withTags = (
  tags: ReadonlyMap<string, string>,
  added: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> => {
  const merged = new Map([...tags, ...Object.entries(added)]);
  for (const [key, value] of merged) {
    if (key.length < 1 || key.length > 128) throw invalid(`The tag key '${key}' must have 1 to 128 characters`);
    if (key.startsWith('aws:')) throw invalid(`The tag key '${key}' must not begin with aws:`);
    if (value.length > 256) throw invalid(`The value of tag '${key}' must have at most 256 characters`);
  }
  if (merged.size > tagsPerTarget)
    throw new ServiceError('TooManyTagsException', `A scalable target has at most ${tagsPerTarget} tags`);
  return merged;
};

const taggedTarget = (context: ScalingContext, arn: string | undefined): TargetRecord => {
  const target = [...context.targets.values()].find((one) => one.arn === arn);
  if (!target)
    throw new ServiceError('ResourceNotFoundException', `The resource with ARN ${arn ?? ''} was not found`, 400, {
      ResourceName: arn,
    });
  return target;
};

const retag = (context: ScalingContext, target: TargetRecord, tags: ReadonlyMap<string, string>) => {
  context.targets.set(keyOf(target.resource), { ...target, tags });
  return {};
};

export const tagResource = (context: ScalingContext, input: TagResourceRequest) => {
  const target = taggedTarget(context, input.ResourceARN);
  return retag(context, target, withTags(target.tags, input.Tags ?? {}));
};

export const untagResource = (context: ScalingContext, input: UntagResourceRequest) => {
  const target = taggedTarget(context, input.ResourceARN);
  return retag(context, target, new Map([...target.tags].filter(([key]) => !input.TagKeys?.includes(key))));
};

export const listTagsForResource = (context: ScalingContext, input: ListTagsForResourceRequest) => ({
  Tags: Object.fromEntries(taggedTarget(context, input.ResourceARN).tags),
});
