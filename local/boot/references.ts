import { isIntrinsic, substitutedNames } from './intrinsics';
import { asRecord } from './template';

/** Every name that a value refers to by Ref, GetAtt or Sub: logical ids, parameters and pseudo parameters alike. */
export function referencesOf(value: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  collect(value, names);
  return names;
}

function collect(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      collect(item, names);
    }
    return;
  }
  const record = asRecord(value);
  if (record === undefined) {
    return;
  }
  for (const [key, item] of Object.entries(record)) {
    if (isIntrinsic(key)) {
      collectIntrinsic(key, item, names);
    } else {
      collect(item, names);
    }
  }
}

function collectIntrinsic(name: string, argument: unknown, names: Set<string>): void {
  if (name === 'Ref' && typeof argument === 'string') {
    names.add(argument);
    return;
  }
  if (name === 'Fn::GetAtt') {
    const first = typeof argument === 'string' ? argument.split('.')[0] : (argument as readonly unknown[])[0];
    names.add(String(first));
    return;
  }
  if (name === 'Fn::Sub') {
    const [text, map = {}] = Array.isArray(argument) ? argument : [argument];
    const own = Object.keys(asRecord(map) ?? {});
    for (const found of substitutedNames(String(text))) {
      const base = found.split('.')[0] ?? found;
      if (!own.includes(found)) {
        names.add(base);
      }
    }
    collect(map, names);
    return;
  }
  collect(argument, names);
}
