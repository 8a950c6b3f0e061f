import type { Log, LogLine } from './service';

/** A log whose lines carry virtual time. A listener that throws does not disturb the writer. */
export function createLog(now: () => number): Log {
  const listeners = new Set<(line: LogLine) => void>();
  return {
    write(event, fields) {
      const line: LogLine = { atMs: now(), event, fields };
      for (const listener of [...listeners]) {
        try {
          listener(line);
        } catch (error) {
          process.stderr.write(`log: a listener failed on ${event}: ${error}\n`);
        }
      }
    },
    onLine(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
