import type { Target } from '@aws-sdk/client-eventbridge';
import { ServiceError } from '../../kernel/service-error';
import type { EventPattern } from './event-pattern';
import type { InputPath } from './input-path';
import type { Transformer } from './input-transformer';
import type { Schedule } from './schedule-expression';

export type RuleState = 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  readonly state: RuleState;
  readonly eventPattern: { readonly text: string; readonly compiled: EventPattern } | undefined;
  readonly schedule: { readonly text: string; readonly parsed: Schedule } | undefined;
}

/** A target as given, with what was read of it once. */
export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  readonly given: Target;
  readonly input: TargetInput;
}

export type TargetInput =
  | { readonly kind: 'event' }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'path'; readonly path: InputPath }
  | { readonly kind: 'transformer'; readonly transformer: Transformer };

/** The rules of the default bus with their targets and tags, by name. */
export class RuleBook {
  readonly #rules = new Map<string, Rule>();
  readonly #targets = new Map<string, ReadonlyMap<string, RuleTarget>>();
  readonly #tags = new Map<string, ReadonlyMap<string, string>>();

  get(name: string): Rule | undefined {
    return this.#rules.get(name);
  }

  /** Throws what AWS answers for a rule that is not there. */
  need(name: string): Rule {
    const rule = this.#rules.get(name);
    if (rule === undefined) {
      throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
    }
    return rule;
  }

  needByArn(arn: string): Rule {
    const rule = this.list().find((candidate) => candidate.arn === arn);
    if (rule === undefined) {
      throw new ServiceError('ResourceNotFoundException', `Rule ${arn} does not exist on EventBus default.`);
    }
    return rule;
  }

  put(rule: Rule): void {
    this.#rules.set(rule.name, rule);
  }

  delete(name: string): void {
    this.#rules.delete(name);
    this.#targets.delete(name);
    this.#tags.delete(name);
  }

  /** In the order of names. */
  list(): readonly Rule[] {
    return [...this.#rules.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  targets(name: string): ReadonlyMap<string, RuleTarget> {
    return this.#targets.get(name) ?? new Map();
  }

  setTargets(name: string, targets: ReadonlyMap<string, RuleTarget>): void {
    this.#targets.set(name, targets);
  }

  tags(name: string): ReadonlyMap<string, string> {
    return this.#tags.get(name) ?? new Map();
  }

  setTags(name: string, tags: ReadonlyMap<string, string>): void {
    this.#tags.set(name, tags);
  }
}
