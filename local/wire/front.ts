import type { ControllableClock } from '../kernel/clock';
import { rootOf } from '../kernel/credentials';
import type { PlatformHost } from '../kernel/platform';
import { Authorizer, type Decide } from './authorize';
import { clockControls } from './clock-control';
import type { ControlRoute } from './control';
import { type Door, openDoor } from './door';
import { faultControls } from './fault-control';
import { FaultBox } from './faults';
import { askedOnce } from './leading-key';

export interface FrontOptions {
  readonly platform: PlatformHost;
  readonly clock: ControllableClock;
  readonly port: number;
  /** Whether everything is up; what `/_daxpilot/health` says. */
  readonly isReady: () => boolean;
  readonly decide?: Decide;
  /** Default: a box of its own. */
  readonly faults?: FaultBox;
  /** Control calls that services bring along. */
  readonly controls?: readonly ControlRoute[];
}

/** The front door with its gates (rights first, then faults) and control calls. */
export function openFront(options: FrontOptions): Promise<Door> {
  const { platform, clock, port, isReady, decide, faults = new FaultBox(), controls = [] } = options;
  const authorizer = new Authorizer(
    platform,
    decide,
    askedOnce((TableName) => platform.call('dynamodb', 'DescribeTable', { TableName }, rootOf(platform.account))),
  );
  platform.addGate(authorizer.gate());
  platform.judgeBy((caller, wanted) => authorizer.check(caller, wanted));
  platform.addGate(
    faults.gate(({ service, operation }, fault) =>
      platform.log.write('fault.struck', { service, operation, ...fault }),
    ),
  );
  return openDoor({
    platform,
    port,
    controls: [
      { method: 'GET', name: 'health', handle: () => ({ ready: isReady() }) },
      { method: 'GET', name: 'iam', handle: () => authorizer.used() },
      { method: 'GET', name: 'iam-denied', handle: () => authorizer.denied() },
      ...clockControls(clock),
      ...faultControls(faults, platform),
      ...controls,
    ],
  });
}
