import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../kernel/service-error';
import type { MachineDefinition } from './language/types';
import { type Home, machineArn, readMachineArn } from './names';

/** Whether executions are recorded as traces. */
export interface TracingConfiguration {
  readonly enabled?: boolean;
}

/** A definition and a role at one point of a machine's life. */
export interface Revision {
  readonly revisionId: string | undefined;
  readonly text: string;
  readonly definition: MachineDefinition;
  readonly roleArn: string;
  readonly loggingConfiguration: object;
  readonly tracingConfiguration: TracingConfiguration;
  readonly atMs: number;
}

export interface MachineVersion {
  readonly number: string;
  readonly description: string | undefined;
  readonly revision: Revision;
  readonly createdMs: number;
}

export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly createdMs: number;
  readonly revision: Revision;
  readonly versions: readonly MachineVersion[];
  readonly lastVersion: number;
  readonly tags: ReadonlyMap<string, string>;
}

/** What an ARN names: a machine, at its present revision or at a published version. */
export interface Target {
  readonly machine: Machine;
  readonly version: MachineVersion | undefined;
  readonly revision: Revision;
}

/** The state machines of the account. */
export class MachineStore {
  readonly #machines = new Map<string, Machine>();

  constructor(readonly home: Home) {}

  all(): readonly Machine[] {
    return [...this.#machines.values()];
  }

  named(name: string): Machine | undefined {
    return this.#machines.get(machineArn(this.home, name));
  }

  find(arn: unknown): Target | undefined {
    const read = readMachineArn(arn);
    const machine = this.#machines.get(read.arn);
    if (machine === undefined) {
      return undefined;
    }
    if (read.version === undefined) {
      return { machine, version: undefined, revision: machine.revision };
    }
    const version = machine.versions.find(({ number }) => number === read.version);
    return version === undefined ? undefined : { machine, version, revision: version.revision };
  }

  get(arn: unknown): Target {
    const target = this.find(arn);
    if (target === undefined) {
      throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${String(arn)}'`);
    }
    return target;
  }

  put(machine: Machine): void {
    this.#machines.set(machine.arn, machine);
  }

  remove(arn: string): void {
    this.#machines.delete(arn);
  }

  /** Publishes the present revision; a revision that is published already keeps its version. */
  publish(machine: Machine, description: string | undefined, nowMs: number): MachineVersion {
    const before = machine.versions.at(-1);
    if (before !== undefined && before.revision === machine.revision) {
      return before;
    }
    const number = String(machine.lastVersion + 1);
    const version: MachineVersion = { number, description, revision: machine.revision, createdMs: nowMs };
    this.put({ ...machine, versions: [...machine.versions, version], lastVersion: machine.lastVersion + 1 });
    return version;
  }

  versionArn(machine: Machine, { number }: MachineVersion): string {
    return machineArn(this.home, machine.name, number);
  }
}

export function newRevisionId(): string {
  return randomUUID();
}
