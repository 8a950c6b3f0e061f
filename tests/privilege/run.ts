/** `npm run least-privilege`: what every role may do against what it did. */
import { applicationAtWork } from './application';
import { compared, totalsOf } from './grants';
import { allPaths } from './paths';
import { type Recorded, recorded } from './run-paths';

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const runs: readonly { readonly name: string; readonly record: () => Promise<Recorded> }[] = [
    { name: 'application tier, through its cluster and around it', record: applicationAtWork },
    ...allPaths.map((path) => ({ name: path.name, record: () => recorded(path) })),
  ];
  const paths = runs.filter(({ name }) => wanted.length === 0 || wanted.some((one) => name.includes(one)));
  const all: Recorded[] = [];
  for (const path of paths) {
    const beganMs = performance.now();
    const outcome = await path.record().then(
      (one) => {
        all.push(one);
        return 'done';
      },
      (error: unknown) => {
        process.exitCode = 1;
        return `FAILED: ${error instanceof Error ? error.message : String(error)}`;
      },
    );
    console.log(`${path.name}: ${outcome} (${((performance.now() - beganMs) / 1000).toFixed(1)} s)`);
  }
  const roles = [...new Map(all.flatMap((one) => one.roles.map((role) => [role.arn, role] as const))).values()];
  const rows = compared(
    roles,
    all.flatMap(({ used }) => used),
  );
  console.table(
    rows.map(({ role, granted, unused }) => ({ role, granted: granted.length, used: granted.length - unused.length })),
  );
  for (const { role, unused, uncovered } of rows) {
    for (const { action, pattern } of unused) console.log(`granted, not used: ${role} ${action} ${pattern}`);
    for (const { action, resource } of uncovered) console.log(`used, not granted: ${role} ${action} ${resource}`);
  }
  for (const { role, action, resource } of all.flatMap(({ denied }) => denied))
    console.log(`asked for, refused: ${role} ${action} ${resource}`);
  const { granted, used } = totalsOf(rows);
  const isEqual = granted === used && rows.every(({ uncovered }) => uncovered.length === 0);
  console.log(`used ${isEqual ? '==' : '!='} granted: ${used} of ${granted}`);
  if (!isEqual) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
