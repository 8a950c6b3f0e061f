import type { StateType } from './types';

const EVERY = ['Type', 'Comment', 'QueryLanguage'] as const;
const PATHS = ['InputPath', 'OutputPath'] as const;

/** The fields that a state may have, by type, whatever its query language. */
const COMMON: Readonly<Record<StateType, readonly string[]>> = {
  Task: ['Next', 'End', 'Assign', 'Retry', 'Catch', 'Resource', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials'],
  Pass: ['Next', 'End', 'Assign'],
  Wait: ['Next', 'End', 'Assign', 'Seconds', 'Timestamp'],
  Choice: ['Choices', 'Default', 'Assign'],
  Succeed: [],
  Fail: ['Error', 'Cause'],
  Parallel: ['Next', 'End', 'Assign', 'Retry', 'Catch', 'Branches'],
  Map: ['Next', 'End', 'Assign', 'Retry', 'Catch', 'ItemProcessor', 'Iterator', 'ItemSelector', 'MaxConcurrency'],
};

const JSONATA: Readonly<Record<StateType, readonly string[]>> = {
  Task: ['Arguments', 'Output'],
  Pass: ['Output'],
  Wait: ['Output'],
  Choice: ['Output'],
  Succeed: ['Output'],
  Fail: [],
  Parallel: ['Arguments', 'Output'],
  Map: ['Items', 'Output'],
};

const JSONPATH: Readonly<Record<StateType, readonly string[]>> = {
  Task: [...PATHS, 'Parameters', 'ResultSelector', 'ResultPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath'],
  Pass: [...PATHS, 'Parameters', 'Result', 'ResultPath'],
  Wait: [...PATHS, 'SecondsPath', 'TimestampPath'],
  Choice: [...PATHS],
  Succeed: [...PATHS],
  Fail: ['ErrorPath', 'CausePath'],
  Parallel: [...PATHS, 'Parameters', 'ResultSelector', 'ResultPath'],
  Map: [...PATHS, 'Parameters', 'ResultSelector', 'ResultPath', 'ItemsPath', 'MaxConcurrencyPath'],
};

/** Fields of the distributed Map, which is not there. */
const DISTRIBUTED = [
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'Label',
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
] as const;

/** Why a state may not have this field, or undefined if it may. */
export function fieldProblem(type: StateType, field: string, jsonata: boolean): string | undefined {
  if ([...EVERY, ...COMMON[type]].includes(field)) {
    return undefined;
  }
  const [own, other] = jsonata ? [JSONATA[type], JSONPATH[type]] : [JSONPATH[type], JSONATA[type]];
  if (own.includes(field)) {
    return undefined;
  }
  if (other.includes(field)) {
    return `The field '${field}' is not supported when 'QueryLanguage' is '${jsonata ? 'JSONata' : 'JSONPath'}'`;
  }
  if (type === 'Map' && DISTRIBUTED.some((name) => name === field)) {
    return `The local platform does not have distributed Map: the field '${field}' is not supported`;
  }
  return `The field '${field}' is not supported by a state of type '${type}'`;
}
