import type { ListTagsForResourceInput, TagResourceInput, UntagResourceInput } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/service-error';
import type { AlarmBook } from './alarm-book';
import { validationError } from './cloudwatch-error';
import { alarmNameOf } from './composite-rule';

const MAX_TAGS = 50;

/** Tags of alarms; nothing else that is there has any. */
export function tagOperations(book: AlarmBook) {
  const alarm = (arn = ''): string => {
    const name = alarmNameOf(arn);
    if (name === arn || book.get(name)?.arn !== arn) {
      throw new ServiceError('ResourceNotFoundException', `The resource ${arn} does not exist.`, 404);
    }
    return name;
  };
  return {
    TagResource({ ResourceARN, Tags = [] }: TagResourceInput) {
      const name = alarm(ResourceARN);
      const tags = new Map([...book.tags(name), ...Tags.map(({ Key = '', Value = '' }) => [Key, Value] as const)]);
      if (tags.size > MAX_TAGS) {
        throw validationError(
          `The resource ${ResourceARN} would have ${tags.size} tags, at most ${MAX_TAGS} are allowed.`,
        );
      }
      book.setTags(name, tags);
      return {};
    },
    UntagResource({ ResourceARN, TagKeys = [] }: UntagResourceInput) {
      const name = alarm(ResourceARN);
      book.setTags(name, new Map([...book.tags(name)].filter(([key]) => !TagKeys.includes(key))));
      return {};
    },
    ListTagsForResource({ ResourceARN }: ListTagsForResourceInput) {
      return { Tags: [...book.tags(alarm(ResourceARN))].map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}
