import type { Operation } from '../../kernel/service';
import { invalidParameter, lambdaError } from './errors';
import { referenceOf } from './names';
import type { FunctionRecord, FunctionRegistry } from './registry';

interface TagInput {
  readonly Resource?: string;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly TagKeys?: readonly string[];
}

export function tagOperations(registry: FunctionRegistry): Record<string, Operation> {
  const recordOf = (input: TagInput): FunctionRecord => {
    const reference = referenceOf(input.Resource, undefined, registry.home);
    if (reference.qualifier !== undefined) {
      throw invalidParameter('Tags on function aliases and versions are not supported. Please specify a function ARN.');
    }
    return registry.get(reference);
  };

  return {
    TagResource(input: TagInput) {
      const record = recordOf(input);
      const tags = { ...record.tags, ...input.Tags };
      if (Object.keys(tags).length > 50) {
        throw lambdaError('InvalidParameterValueException', 'Number of tags exceeds resource tag limit.');
      }
      registry.put({ ...record, tags });
      return {};
    },
    UntagResource(input: TagInput) {
      const record = recordOf(input);
      const gone = new Set(input.TagKeys ?? []);
      registry.put({
        ...record,
        tags: Object.fromEntries(Object.entries(record.tags).filter(([key]) => !gone.has(key))),
      });
      return {};
    },
    ListTags(input: TagInput) {
      return { Tags: recordOf(input).tags };
    },
  };
}
