import type { Operation } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import type { Machine, MachineStore } from './machine-store';

interface TagInput {
  readonly resourceArn?: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
  readonly tagKeys?: readonly string[];
}

export function tagOperations(machines: MachineStore): Record<string, Operation> {
  const machineOf = (input: TagInput): Machine => {
    const target = machines.find(input.resourceArn);
    if (target === undefined) {
      throw new ServiceError('ResourceNotFound', `Resource not found: '${input.resourceArn}'`, 400, {
        resourceName: input.resourceArn,
      });
    }
    return target.machine;
  };

  return {
    TagResource(input: TagInput) {
      const machine = machineOf(input);
      const tags = new Map([...machine.tags, ...(input.tags ?? []).map(({ key, value }) => [key, value] as const)]);
      if (tags.size > 50) {
        throw new ServiceError('TooManyTags', `A resource may have 50 tags, this would be ${tags.size}.`, 400, {
          resourceName: input.resourceArn,
        });
      }
      machines.put({ ...machine, tags });
      return {};
    },
    UntagResource(input: TagInput) {
      const machine = machineOf(input);
      const gone = new Set(input.tagKeys ?? []);
      machines.put({ ...machine, tags: new Map([...machine.tags].filter(([key]) => !gone.has(key))) });
      return {};
    },
    ListTagsForResource(input: TagInput) {
      return { tags: [...machineOf(input).tags].map(([key, value]) => ({ key, value })) };
    },
  };
}
