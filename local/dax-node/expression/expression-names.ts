import type { Attributes, AttributeValue } from '../codec/attribute-value';
import type { DocumentPath } from './document-path';

/** Fresh placeholders for one request: all of its expressions share one set of names and one set of values. */
export class ExpressionNames {
  private readonly placeholders = new Map<string, string>();
  private readonly valueOf: Record<string, AttributeValue> = {};
  private valueCount = 0;

  name(name: string): string {
    const known = this.placeholders.get(name);
    if (known !== undefined) return known;
    const placeholder = `#n${this.placeholders.size}`;
    this.placeholders.set(name, placeholder);
    return placeholder;
  }

  value(value: AttributeValue): string {
    const placeholder = `:v${this.valueCount}`;
    this.valueCount += 1;
    this.valueOf[placeholder] = value;
    return placeholder;
  }

  path(path: DocumentPath): string {
    let text = '';
    for (const step of path) {
      if (typeof step === 'number') text += `[${step}]`;
      else text += text === '' ? this.name(step) : `.${this.name(step)}`;
    }
    return text;
  }

  /** The two request members, each only if something is in it: DynamoDB refuses empty ones. */
  members(): {
    readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
    readonly ExpressionAttributeValues?: Attributes;
  } {
    const names = Object.fromEntries([...this.placeholders].map(([name, placeholder]) => [placeholder, name]));
    return {
      ...(this.placeholders.size > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(this.valueCount > 0 ? { ExpressionAttributeValues: this.valueOf } : {}),
    };
  }
}
