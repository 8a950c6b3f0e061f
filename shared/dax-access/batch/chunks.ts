/** Consecutive parts of at most so many. */
export function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const parts: T[][] = [];
  for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size));
  return parts;
}

/** Runs the tasks with so many at a time; the outcomes stand in the order of the tasks. */
export async function inParallel<T, R>(
  list: readonly T[],
  limit: number,
  task: (element: T) => Promise<R>,
): Promise<readonly PromiseSettledResult<R>[]> {
  const outcomes: PromiseSettledResult<R>[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const at = next;
      next += 1;
      const element = list[at];
      if (at >= list.length) return;
      outcomes[at] = await settled(task(element as T));
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, list.length) }, worker));
  return outcomes;
}

async function settled<R>(promise: Promise<R>): Promise<PromiseSettledResult<R>> {
  const [outcome] = await Promise.allSettled([promise]);
  return outcome;
}
