import { isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml';
import type { Problem } from './problem';

export type Path = readonly (string | number)[];

/** A YAML text as plain value, with its syntax problems and the place of each path in it. */
export interface YamlSource {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Offset of the first syntax error; what stands behind it was guessed by the parser. Infinity without one. */
  readonly soundUpTo: number;
  /** Place of the deepest part of the path that exists; `key` points at the key and not at its value. */
  locate(path: Path, what?: 'key' | 'value'): Place | undefined;
}

export interface Place {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { offset, line, column: col };
  };

  const problems: Problem[] = document.errors.map((error) => {
    const { line, column } = placeAt(error.pos[0]);
    const duplicate = error.code === 'DUPLICATE_KEY';
    const key = duplicate ? wordAt(text, error.pos[0]) : undefined;
    const rule = duplicate ? 'the key stands here for the second time' : `not valid YAML: ${error.message}`;
    return { path: key ?? '', value: undefined, rule, line, column };
  });
  const broken = document.errors.filter((error) => error.code !== 'DUPLICATE_KEY').map((error) => error.pos[0]);

  let value: unknown;
  try {
    value = document.toJS();
    JSON.stringify(value); // throws on an alias to what contains it
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    value = undefined;
    problems.push({ path: '', value: undefined, rule: `not valid YAML: ${reason}`, line: 1, column: 1 });
    broken.push(0);
  }

  return {
    value,
    problems,
    soundUpTo: Math.min(Number.POSITIVE_INFINITY, ...broken),
    locate: (path, what = 'value') => {
      const offset = offsetOf(document.contents, path, what);
      return offset === undefined ? undefined : placeAt(offset);
    },
  };
}

function offsetOf(root: unknown, path: Path, what: 'key' | 'value'): number | undefined {
  let node = root;
  let offset = startOf(root);
  for (const [index, part] of path.entries()) {
    const last = index === path.length - 1;
    const pair = isMap(node) ? node.items.find((item) => keyOf(item) === String(part)) : undefined;
    if (pair !== undefined) {
      node = pair.value;
      const keyOffset = startOf(pair.key);
      offset = last && what === 'key' ? keyOffset : (startOf(node) ?? keyOffset);
      continue;
    }
    const item = isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
    if (item === undefined) break;
    node = item;
    offset = startOf(item);
  }
  return offset;
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function wordAt(text: string, offset: number): string | undefined {
  return /^["']?([^\s"':,{}[\]]+)/.exec(text.slice(offset, offset + 200))?.[1];
}
