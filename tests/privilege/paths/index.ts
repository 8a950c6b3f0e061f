import type { Path } from '../path';
import { cacheTtl } from './cache-ttl';
import { scaleInAndBack, scaleOut } from './cluster-size';
import { endTwice, oneChangeAtATime, oneChangeUnderHandOver } from './contention';
import { crashes, successor } from './recovery';
import {
  introduction,
  notGivenBack,
  raisedReads,
  refusedCreation,
  replacement,
  stoppedAtTheEnd,
  stoppedHandOver,
  turnedRound,
} from './replacement';
import { review } from './review';
import { servedBySuccessors } from './served-by';
import { ordersToProvisioned, productsToProvisioned, staleTargets, units } from './table-capacity';

export const allPaths: readonly Path[] = [
  scaleOut,
  scaleInAndBack,
  cacheTtl,
  ordersToProvisioned,
  productsToProvisioned,
  staleTargets,
  units,
  crashes,
  successor,
  review,
  replacement,
  turnedRound,
  introduction,
  refusedCreation,
  oneChangeAtATime,
  oneChangeUnderHandOver,
  endTwice,
  ...servedBySuccessors,
  ...raisedReads,
  notGivenBack,
  stoppedHandOver,
  stoppedAtTheEnd,
];
