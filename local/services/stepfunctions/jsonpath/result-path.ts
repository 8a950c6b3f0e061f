import { isArray, isObject, type Json } from '../json';
import type { Step } from './path';

export type Placed =
  | { readonly placed: true; readonly value: Json }
  | { readonly placed: false; readonly reason: string };

/** A copy of `target` with `value` at the place that `steps` name; objects on the way are made where they are missing. */
export function placeAt(steps: readonly Step[], target: Json, value: Json): Placed {
  const [step, ...rest] = steps;
  if (step === undefined) {
    return { placed: true, value };
  }
  if (step.kind === 'member') {
    if (!isObject(target)) {
      return { placed: false, reason: `Unable to apply step "${step.name}" to input ${JSON.stringify(target)}` };
    }
    const below = placeAt(rest, Object.hasOwn(target, step.name) ? (target[step.name] as Json) : {}, value);
    return below.placed ? { placed: true, value: { ...target, [step.name]: below.value } } : below;
  }
  if (step.kind === 'index' && isArray(target) && step.index >= 0 && step.index < target.length) {
    const below = placeAt(rest, target[step.index] as Json, value);
    return below.placed ? { placed: true, value: target.with(step.index, below.value) } : below;
  }
  return { placed: false, reason: `Unable to apply step "${JSON.stringify(step)}" to input ${JSON.stringify(target)}` };
}
