/** A part of an event: `$`, `$.detail.state.value`, `$.resources[0]`, `$['detail-type']`, `$.detail.list[*].id`. */
export interface InputPath {
  /** Undefined where the event has nothing there. */
  read(event: unknown): unknown;
}

type Step = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'all' };

const STEP = /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\['([^']+)'\]|(\[\*\]|\.\*)/y;

/** Undefined for what is no path of this form. */
export function parseInputPath(text: string): InputPath | undefined {
  if (!text.startsWith('$')) {
    return undefined;
  }
  const steps: Step[] = [];
  for (STEP.lastIndex = 1; STEP.lastIndex < text.length; ) {
    const match = STEP.exec(text);
    if (match === null) {
      return undefined;
    }
    const [, dotted, index, quoted, all] = match;
    steps.push(all === undefined ? { kind: 'name', name: dotted ?? index ?? quoted ?? '' } : { kind: 'all' });
  }
  return { read: (event) => readSteps(event, steps) };
}

function readSteps(value: unknown, steps: readonly Step[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) {
    return value;
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (step.kind === 'all') {
    return Object.values(value).map((item) => readSteps(item, rest));
  }
  return Object.hasOwn(value, step.name) ? readSteps((value as Record<string, unknown>)[step.name], rest) : undefined;
}
