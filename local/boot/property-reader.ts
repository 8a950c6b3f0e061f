import { ResourceProblem } from './boot-problem';
import { asRecord } from './template';

/** Reads a resource's resolved properties; every property must be asked for, or `done` refuses it by name. */
export class PropertyReader {
  readonly #properties: Readonly<Record<string, unknown>>;
  readonly #asked = new Set<string>();
  readonly #withoutEffect: string[] = [];

  constructor(properties: Readonly<Record<string, unknown>>) {
    this.#properties = properties;
  }

  /** Properties that were accepted although nothing here acts on them. */
  get withoutEffect(): readonly string[] {
    return this.#withoutEffect;
  }

  raw(name: string): unknown {
    this.#asked.add(name);
    return this.#properties[name];
  }

  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined) {
      return undefined;
    }
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw problem(name, 'must be text', value);
    }
    return String(value);
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') {
      throw new ResourceProblem(`Properties.${name}`, 'must be given');
    }
    return value;
  }

  /** CloudFormation takes numbers written as text too. */
  number(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) {
      return undefined;
    }
    const number =
      typeof value === 'number' ? value : Number(typeof value === 'string' && value !== '' ? value : Number.NaN);
    if (Number.isNaN(number)) {
      throw problem(name, 'must be a number', value);
    }
    return number;
  }

  flag(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === 'boolean') {
      return value;
    }
    if (value !== 'true' && value !== 'false') {
      throw problem(name, 'must be true or false', value);
    }
    return value === 'true';
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.raw(name);
    if (value !== undefined && !Array.isArray(value)) {
      throw problem(name, 'must be a list', value);
    }
    return value;
  }

  texts(name: string): readonly string[] | undefined {
    return this.list(name)?.map(String);
  }

  record(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.raw(name);
    const record = asRecord(value);
    if (value !== undefined && record === undefined) {
      throw problem(name, 'must be an object', value);
    }
    return record;
  }

  /** Tags written as a list of `{Key, Value}` or, for some types, as a map. */
  tags(name = 'Tags'): readonly { readonly Key: string; readonly Value: string }[] | undefined {
    const value = this.raw(name);
    if (value === undefined) {
      return undefined;
    }
    if (Array.isArray(value)) {
      return value.map((tag) => ({ Key: String(tag?.Key), Value: String(tag?.Value) }));
    }
    return Object.entries(this.record(name) ?? {}).map(([Key, item]) => ({ Key, Value: String(item) }));
  }

  /** Properties that the local platform knows and has no use for. */
  acceptWithoutEffect(...names: readonly string[]): void {
    for (const name of names) {
      if (this.raw(name) !== undefined) {
        this.#withoutEffect.push(name);
      }
    }
  }

  /** Refuses the first property that nobody asked for. */
  done(): void {
    const left = Object.keys(this.#properties).find((name) => !this.#asked.has(name));
    if (left !== undefined) {
      throw new ResourceProblem(`Properties.${left}`, 'the local platform does not have this property');
    }
  }
}

/** Leaves out what is undefined: services tell "not given" from "given as nothing". */
export function given<Value extends object>(members: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<Value>;
}

function problem(name: string, rule: string, value: unknown): ResourceProblem {
  return new ResourceProblem(`Properties.${name}`, `${rule}, got ${JSON.stringify(value)}`);
}
