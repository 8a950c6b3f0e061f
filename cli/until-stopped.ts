const parentPollMs = 250;

/**
 * Resolves when the command is to end: on SIGTERM, on SIGINT, and, under `npx` or `npm run`, when the shell between npm and us is gone.
 * npm passes a signal to that shell only, and the shell does not pass it on.
 */
export const untilStopped = (env: NodeJS.ProcessEnv = process.env): Promise<void> =>
  new Promise((resolve) => {
    const underNpm = env.npm_command === 'exec' || env.npm_command === 'run-script' || env.npm_command === 'start';
    const parent = process.ppid;
    const timer = underNpm ? setInterval(() => process.ppid !== parent && stop(), parentPollMs) : undefined;
    timer?.unref();
    const stop = () => {
      clearInterval(timer);
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  });
