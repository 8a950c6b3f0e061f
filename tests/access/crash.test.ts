import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { aStage, type Stage } from './fixture';
import { WIRE_ADDRESS, Wires, wiresCanBeLaid } from './network/wires';

const root = join(__dirname, '../..');
const children: ChildProcess[] = [];

/** A process that reads once, lets its connections rest, and reads again when it is told to. */
function aProcess(
  node: readonly string[],
  read: string,
): { readonly said: (text: string) => Promise<void>; readonly child: ChildProcess } {
  const program = `
    console.error = () => {};
    process.on('uncaughtException', ({ code }) => process.exit(code === 'ECONNRESET' ? 7 : 8));
    const settings = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
    const request = { TableName: 'items', Key: { id: { S: 'x' } } };
    ${read}
    read().then(() => { console.log('rests'); process.stdin.once('data', () => again(5)); });
    const again = (tries) => read().then(() => { console.log('read again'); process.exit(0); },
      (error) => tries > 0 ? again(tries - 1) : (console.log(error.message), process.exit(3)));`;
  const child = spawn(process.execPath, [...node, '-e', program], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  const said = async (text: string) => {
    while (!output.includes(text)) {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} after: ${output}`);
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    }
  };
  return { said, child };
}

describe('a reset of a connection that rests in the pool of amazon-dax-client', () => {
  let stage: Stage;
  let wires: Wires;
  let possible: boolean;
  beforeAll(async () => {
    possible = await wiresCanBeLaid();
    if (!possible) return;
    stage = await aStage({ advertise: { address: WIRE_ADDRESS } });
    wires = new Wires();
    await wires.lay(stage.cluster.nodes[0]?.port as number);
  });
  afterAll(async () => {
    for (const child of children) child.kill();
    if (!possible) return;
    await wires.close();
    await stage.close();
  });

  test('ends the process of the bare client, and not that of the module', async () => {
    if (!possible) return console.log(`skipped: ${WIRE_ADDRESS} cannot be bound here`);
    const endpoint = stage.cluster.endpoints[0] as string;
    const bare = aProcess(
      [],
      `
      const Dax = require('amazon-dax-client');
      const dax = new Dax({ endpoints: ['${endpoint}'], ...settings, maxRetries: 0 });
      const read = () => dax.getItem(request).promise();`,
    );
    const module = aProcess(
      ['-r', 'esbuild-register'],
      `
      const { openAccess } = require('./shared/dax-access/index.ts');
      const access = openAccess({ endpoint: '${endpoint}', ...settings, transport: 'amazon-dax-client', fallback: { reads: false } });
      const read = () => access.dynamodb.getItem(request);`,
    );
    await Promise.all([bare.said('rests'), module.said('rests')]);
    const died = once(bare.child, 'exit');
    wires.resetAll();
    expect((await died)[0]).toBe(7);
    module.child.stdin?.write('again\n');
    await module.said('read again');
    expect((await once(module.child, 'exit'))[0]).toBe(0);
  });
});
