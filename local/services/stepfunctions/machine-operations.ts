import type { Clock } from '../../kernel/clock';
import type { Operation } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { brokenConstraint, notHere } from './constraint';
import { checkDefinition } from './language/check-definition';
import { invalidDefinition } from './language/problems';
import type { MachineDefinition } from './language/types';
import {
  type Machine,
  type MachineStore,
  newRevisionId,
  type Revision,
  type Target,
  type TracingConfiguration,
} from './machine-store';
import { checkName, checkRoleArn, machineArn } from './names';
import { type PageInput, pageOf } from './page';

interface MachineInput {
  readonly name?: string;
  readonly stateMachineArn?: string;
  readonly definition?: string;
  readonly roleArn?: string;
  readonly type?: string;
  readonly loggingConfiguration?: object;
  readonly tracingConfiguration?: TracingConfiguration;
  readonly encryptionConfiguration?: { readonly type?: string };
  readonly publish?: boolean;
  readonly versionDescription?: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

const MAX_DEFINITION = 1_048_576;
const LOGGING_OFF = { level: 'OFF', includeExecutionData: false };
const TRACING_OFF = { enabled: false };

/** Making, changing, reading and deleting state machines. `onDelete` is told of a machine whose executions are to stop. */
export function machineOperations(
  store: MachineStore,
  clock: Clock,
  onDelete: (machineArn: string) => void,
): Record<string, Operation> {
  return {
    CreateStateMachine(input: MachineInput) {
      const name = checkName(input.name);
      checkType(input.type);
      checkPublish(input);
      const roleArn = checkRoleArn(input.roleArn);
      const revision = revisionOf(input, roleArn, undefined);
      const existing = store.named(name);
      if (existing !== undefined) {
        return created(sameOrRefused(existing, revision), false);
      }
      const machine: Machine = {
        arn: machineArn(store.home, name),
        name,
        createdMs: clock.now(),
        revision,
        versions: [],
        lastVersion: 0,
        tags: new Map((input.tags ?? []).map(({ key, value }) => [key, value])),
      };
      store.put(machine);
      return created(machine, input.publish === true, input.versionDescription);
    },
    UpdateStateMachine(input: MachineInput) {
      const { machine, version } = store.get(input.stateMachineArn);
      if (version !== undefined) {
        throw new ServiceError(
          'ValidationException',
          'UpdateStateMachine takes the ARN of a state machine, not of a version.',
        );
      }
      checkPublish(input);
      const changes = [input.definition, input.roleArn, input.loggingConfiguration, input.tracingConfiguration];
      if (changes.every((change) => change === undefined)) {
        throw new ServiceError(
          'MissingRequiredParameter',
          'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
        );
      }
      const roleArn = input.roleArn === undefined ? machine.revision.roleArn : checkRoleArn(input.roleArn);
      const revision = revisionOf(input, roleArn, machine.revision);
      const changed = { ...machine, revision };
      store.put(changed);
      const published =
        input.publish === true ? store.publish(changed, input.versionDescription, clock.now()) : undefined;
      return {
        updateDate: new Date(revision.atMs),
        revisionId: revision.revisionId,
        ...(published === undefined ? {} : { stateMachineVersionArn: store.versionArn(changed, published) }),
      };
    },
    DescribeStateMachine(input: MachineInput) {
      const target = store.get(input.stateMachineArn);
      return { ...describe(target), status: 'ACTIVE', type: 'STANDARD', creationDate: new Date(createdMsOf(target)) };
    },
    ListStateMachines(input: PageInput) {
      const page = pageOf(store.all(), input, 'machines');
      return {
        stateMachines: page.items.map(({ arn, name, createdMs }) => ({
          stateMachineArn: arn,
          name,
          type: 'STANDARD',
          creationDate: new Date(createdMs),
        })),
        ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
      };
    },
    DeleteStateMachine(input: MachineInput) {
      const target = store.find(input.stateMachineArn);
      if (target !== undefined && target.version === undefined) {
        store.remove(target.machine.arn);
        onDelete(target.machine.arn);
      }
      return {};
    },
    PublishStateMachineVersion(input: MachineInput & { readonly revisionId?: string; readonly description?: string }) {
      const { machine } = store.get(input.stateMachineArn);
      if (input.revisionId !== undefined && input.revisionId !== (machine.revision.revisionId ?? 'INITIAL')) {
        throw new ServiceError(
          'ConflictException',
          `Failed to publish the State Machine version for revision ${input.revisionId}. The current State Machine revision is ${machine.revision.revisionId ?? 'INITIAL'}.`,
          409,
        );
      }
      const version = store.publish(machine, input.description, clock.now());
      return { stateMachineVersionArn: store.versionArn(machine, version), creationDate: new Date(version.createdMs) };
    },
    ListStateMachineVersions(input: MachineInput & PageInput) {
      const { machine } = store.get(input.stateMachineArn);
      const page = pageOf(machine.versions.toReversed(), input, `versions ${machine.arn}`);
      return {
        stateMachineVersions: page.items.map((version) => ({
          stateMachineVersionArn: store.versionArn(machine, version),
          creationDate: new Date(version.createdMs),
        })),
        ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
      };
    },
    DeleteStateMachineVersion(input: { readonly stateMachineVersionArn?: string }) {
      const target = store.find(input.stateMachineVersionArn);
      if (target?.version !== undefined) {
        const { machine, version } = target;
        store.put({ ...machine, versions: machine.versions.filter((one) => one !== version) });
      }
      return {};
    },
    ValidateStateMachineDefinition(input: MachineInput & { readonly maxResults?: number; readonly severity?: string }) {
      checkType(input.type);
      const checked = checkDefinition(input.definition ?? '');
      const most = input.maxResults === undefined || input.maxResults <= 0 ? 100 : input.maxResults;
      const problems = checked.valid ? [] : checked.problems;
      return {
        result: checked.valid ? 'OK' : 'FAIL',
        diagnostics: problems.slice(0, most).map((problem) => ({ severity: 'ERROR', ...problem })),
        truncated: problems.length > most,
      };
    },
  };

  function created(machine: Machine, publish: boolean, description?: string): Record<string, unknown> {
    const version = publish ? store.publish(machine, description, clock.now()) : undefined;
    return {
      stateMachineArn: machine.arn,
      creationDate: new Date(machine.createdMs),
      ...(version === undefined ? {} : { stateMachineVersionArn: store.versionArn(machine, version) }),
    };
  }

  function revisionOf(input: MachineInput, roleArn: string, before: Revision | undefined): Revision {
    if (input.encryptionConfiguration?.type === 'CUSTOMER_MANAGED_KMS_KEY') {
      throw notHere('encryptionConfiguration with a customer managed key');
    }
    const text = input.definition ?? before?.text ?? '';
    const definition = input.definition === undefined && before !== undefined ? before.definition : read(text);
    return {
      revisionId: before === undefined ? undefined : newRevisionId(),
      text,
      definition,
      roleArn,
      loggingConfiguration: input.loggingConfiguration ?? before?.loggingConfiguration ?? LOGGING_OFF,
      tracingConfiguration: input.tracingConfiguration ?? before?.tracingConfiguration ?? TRACING_OFF,
      atMs: clock.now(),
    };
  }

  function createdMsOf({ machine, version }: Target): number {
    return version?.createdMs ?? machine.createdMs;
  }

  function describe({ machine, version, revision }: Target): Record<string, unknown> {
    return {
      stateMachineArn: version === undefined ? machine.arn : store.versionArn(machine, version),
      name: machine.name,
      definition: revision.text,
      roleArn: revision.roleArn,
      loggingConfiguration: revision.loggingConfiguration,
      tracingConfiguration: revision.tracingConfiguration,
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
      ...(revision.revisionId === undefined ? {} : { revisionId: revision.revisionId }),
      ...(version?.description === undefined ? {} : { description: version.description }),
    };
  }
}

function read(text: string): MachineDefinition {
  if (text.length > MAX_DEFINITION) {
    throw brokenConstraint(
      'definition',
      `(${text.length} characters)`,
      `Member must have length less than or equal to ${MAX_DEFINITION}`,
    );
  }
  const checked = checkDefinition(text);
  if (!checked.valid) {
    throw invalidDefinition(checked.problems);
  }
  return checked.definition;
}

/** A second creation with the same definition and configuration gives the first machine; the role and tags do not count. */
function sameOrRefused(existing: Machine, wanted: Revision): Machine {
  const comparable = ({ text, loggingConfiguration, tracingConfiguration }: Revision): string =>
    JSON.stringify([text, loggingConfiguration, tracingConfiguration]);
  if (comparable(existing.revision) !== comparable(wanted)) {
    throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${existing.arn}'`);
  }
  return existing;
}

function checkType(type: string | undefined): void {
  if (type === 'EXPRESS') {
    throw new ServiceError(
      'StateMachineTypeNotSupported',
      'The local platform does not have state machines of type EXPRESS.',
    );
  }
  if (type !== undefined && type !== 'STANDARD') {
    throw brokenConstraint('type', type, 'Member must satisfy enum value set: [STANDARD, EXPRESS]');
  }
}

function checkPublish({ publish, versionDescription }: MachineInput): void {
  if (publish !== true && versionDescription !== undefined) {
    throw new ServiceError('ValidationException', 'Version description can only be set when publish is true');
  }
}
