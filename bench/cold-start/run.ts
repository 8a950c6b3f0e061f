import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pairs } from './bundles';
import { coldImportMs, median } from './cold-import';

const goal = 1.15;
const rounds = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'daxpilot-cold-start-'));

try {
  const all = pairs(folder);
  const times = all.map(() => ({ handler: [] as number[], bare: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { handler, bare }] of all.entries()) {
      // By turns who is first, so that neither always finds the caches warm.
      const order = round % 2 === 0 ? (['handler', 'bare'] as const) : (['bare', 'handler'] as const);
      for (const which of order) times[index]?.[which].push(coldImportMs(which === 'handler' ? handler : bare));
    }
  }
  const rows = all.map(({ name, bytes, clients }, index) => {
    const handlerMs = median(times[index]?.handler ?? []);
    const bareMs = median(times[index]?.bare ?? []);
    return {
      handler: name,
      clients: clients.join(', '),
      'size KB': Math.round(bytes.handler / 1024),
      'bare KB': Math.round(bytes.bare / 1024),
      'size ratio': Number((bytes.handler / bytes.bare).toFixed(2)),
      'import ms': Number(handlerMs.toFixed(1)),
      'bare ms': Number(bareMs.toFixed(1)),
      'time ratio': Number((handlerMs / bareMs).toFixed(2)),
    };
  });
  console.table(rows);
  const load = loadavg()[0]?.toFixed(1);
  console.log(`${rounds} rounds, Node ${process.version}, load ${load}; goal: both ratios at most ${goal}`);
  const missed = rows.filter((row) => row['size ratio'] > goal || row['time ratio'] > goal).map((row) => row.handler);
  if (missed.length > 0) {
    console.log(`missed by ${missed.join(', ')}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
