import type { Scenario } from '../live/scenario';
import { cpu } from './cpu';
import { idle } from './idle';
import { memory } from './memory';
import { outage } from './outage';
import { replace } from './replace';
import { throttledTable } from './throttled-table';

/** All scenarios, in the order in which they are listed. */
export const scenarios: readonly Scenario[] = [cpu, memory, throttledTable, idle, outage, replace];
