import type { InputPath } from './input-path';

export interface Transformer {
  readonly paths: ReadonlyMap<string, InputPath>;
  readonly template: string;
}

/** What `<aws.events.…>` stands for in a template. */
export interface TransformerFacts {
  readonly ruleArn: string;
  readonly ruleName: string;
  readonly ingestionTime: string;
}

const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/y;

/** Names in the template's placeholders. */
export function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(/<([A-Za-z0-9_.-]+)>/g)].map(([, name = '']) => name);
}

/**
 * The input that a template makes of an event. Within a JSON string a placeholder becomes the value's text, elsewhere its JSON.
 * A path that the event lacks becomes empty text within a string and `null` elsewhere.
 */
export function transform(event: object, { paths, template }: Transformer, facts: TransformerFacts): string {
  let text = '';
  let inString = false;
  for (let at = 0; at < template.length; at += 1) {
    const mark = template[at] as string;
    PLACEHOLDER.lastIndex = at;
    const placeholder = mark === '<' ? PLACEHOLDER.exec(template) : null;
    if (placeholder !== null) {
      const value = placeholderValue(placeholder[1] ?? '', event, paths, facts);
      text += inString ? insideString(value) : JSON.stringify(value ?? null);
      at += placeholder[0].length - 1;
    } else if (mark === '\\' && inString) {
      text += template.slice(at, at + 2);
      at += 1;
    } else {
      inString = mark === '"' ? !inString : inString;
      text += mark;
    }
  }
  return text;
}

function placeholderValue(
  name: string,
  event: object,
  paths: ReadonlyMap<string, InputPath>,
  facts: TransformerFacts,
): unknown {
  switch (name) {
    case 'aws.events.rule-arn':
      return facts.ruleArn;
    case 'aws.events.rule-name':
      return facts.ruleName;
    case 'aws.events.event.ingestion-time':
      return facts.ingestionTime;
    case 'aws.events.event':
    case 'aws.events.event.json':
      return event;
    default:
      return paths.get(name)?.read(event);
  }
}

/** Escaped, so that the string around it stays one. */
function insideString(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === undefined ? '' : JSON.stringify(text).slice(1, -1);
}
