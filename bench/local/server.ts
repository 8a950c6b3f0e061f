import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** The platform in a process of its own. */
export interface Server {
  ask<Output>(command: string, input?: object): Promise<Output>;
  stop(): Promise<void>;
}

interface Answer {
  readonly id: number | 'up';
  readonly output?: unknown;
  readonly error?: string;
}

export function forkServer(): Server {
  const child = fork(join(__dirname, 'server.cjs'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  let lastId = 0;
  const ask = <Output>(command: string, input: object = {}): Promise<Output> => {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        child.off('message', onMessage);
        child.off('exit', onExit);
        act();
      };
      const onMessage = (answer: unknown): void => {
        const { id: answered, output, error } = answer as Answer;
        if (answered === id) {
          settle(() => (error === undefined ? resolve(output as Output) : reject(new Error(error))));
        }
      };
      const onExit = (code: number | null): void =>
        settle(() => reject(new Error(`the platform's process ended with status ${code}`)));
      child.on('message', onMessage);
      child.once('exit', onExit);
      child.send({ id, command, input });
    });
  };
  return {
    ask,
    async stop() {
      await ask('stop');
      await ended(child);
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.disconnect();
  });
}
