import { createCredentialStore, rootOf } from '../kernel/credentials';
import { createLog } from '../kernel/log';
import { createPlatform, type PlatformHost } from '../kernel/platform';
import type { Operation } from '../kernel/service';
import { createVirtualClock } from '../kernel/virtual-clock';
import { createSnsService, MessageSink } from '../services/sns';
import { createStsService } from '../services/sts';
import { deployStack, type Stack } from './deploy-stack';
import { RoleStore } from './role-store';
import { parseTemplate } from './template';

export interface Deployment {
  readonly stack: Stack;
  readonly platform: PlatformHost;
  readonly roles: RoleStore;
  /** What was asked of the services that only listen, in order: `service.Operation` and the input. */
  readonly heard: readonly (readonly [call: string, input: Readonly<Record<string, unknown>>])[];
}

type Answers = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Deploys a template on a platform with SNS and STS, and with services that only listen and answer what the test gives. */
export async function deployForTest(
  resources: Readonly<Record<string, unknown>>,
  rest: object = {},
  answers: Answers = {},
): Promise<Deployment> {
  const clock = createVirtualClock({ startMs: Date.UTC(2026, 0, 1), paused: true });
  const credentials = createCredentialStore('123456789012');
  const platform = createPlatform({ clock, log: createLog(() => clock.now()), credentials });
  platform.register(createStsService(platform));
  platform.register(createSnsService(platform, { sink: new MessageSink() }));
  const heard: [string, Readonly<Record<string, unknown>>][] = [];
  for (const [name, operations] of Object.entries(answers)) {
    const listening = Object.entries(operations).map(([operation, answer]): [string, Operation] => [
      operation,
      (input, call) => {
        heard.push([`${name}.${operation}`, input]);
        return answer(input, call);
      },
    ]);
    platform.register({ name, operations: Object.fromEntries(listening) });
  }
  const roles = new RoleStore();
  const stack = await deployStack(parseTemplate(JSON.stringify({ Resources: resources, ...rest })), {
    platform,
    package: {
      template: '',
      stackName: 'daxpilot',
      artifact: async (key) => (key.endsWith('decide.zip') ? Buffer.from('zip') : undefined),
    },
    roles,
    caller: rootOf(platform.account),
    settle: async (isThere) => {
      for (let step = 0; step < 10 && !(await isThere()); step += 1) {
        await clock.advance(60_000);
      }
    },
  });
  return { stack, platform, roles, heard };
}
