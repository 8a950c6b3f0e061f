/**
 * The clients of DAX take away every listener for `warning` when they are imported, Node's own included. While they are being
 * imported the process does not obey.
 */
let importing = 0;

export async function keepingWarningListeners<T>(load: () => Promise<T>): Promise<T> {
  if (importing === 0) disobey();
  importing += 1;
  try {
    return await load();
  } finally {
    importing -= 1;
    if (importing === 0) Reflect.deleteProperty(process, 'removeAllListeners');
  }
}

function disobey(): void {
  const inherited = process.removeAllListeners;
  Object.defineProperty(process, 'removeAllListeners', {
    configurable: true,
    writable: true,
    value(event?: string | symbol) {
      return event === 'warning' ? process : inherited.call(process, event as never);
    },
  });
}
