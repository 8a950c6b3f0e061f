import { mergeDefaults } from './merge-defaults';
import type { PolicyInput } from './policy';
import { type ProfileName, profileNames } from './profile-names';

const minutes = (n: number) => n * 60_000;

/**
 * Defaults that a profile has other than `production`, whose defaults are those of the schema. Keys that the file says
 * itself, under `defaults` or at the target, win over the profile wherever the profile is named.
 */
export const profiles: Readonly<Record<ProfileName, PolicyInput>> = {
  production: {},
  development: {
    nodes: { min: 1, maxStepIn: 10 },
    bands: { cpuPercent: { low: 40, high: 80 }, loadPercent: { high: 80 } },
    coolDownMs: { scaleIn: minutes(15) },
    windowsMs: { scaleIn: minutes(15) },
    requiredForScaleIn: ['cpu', 'cacheMemory'],
    capacityMode: { minHistoryMs: minutes(60 * 24 * 2), cadenceMs: minutes(60 * 24 * 2) },
  },
  'cost-first': {
    nodes: { min: 2, maxStepIn: 4 },
    bands: { cpuPercent: { low: 50, high: 80 }, loadPercent: { high: 80 }, networkPercent: { high: 80 } },
    coolDownMs: { scaleIn: minutes(20) },
    capacityMode: {
      targetUtilisationPercent: 80,
      toProvisionedAbovePercent: 35,
      toOnDemandBelowPercent: 25,
      maxBurstiness: 0.7,
      maxThrottledPercent: 0.5,
    },
  },
  'latency-first': {
    nodes: { maxStepOut: 4, maxStepIn: 1 },
    bands: {
      cpuPercent: { low: 30, high: 55 },
      cacheMemoryPercent: { high: 75 },
      hitRatePercent: { min: 85, good: 93 },
      loadPercent: { high: 55 },
      networkPercent: { high: 55 },
    },
    coolDownMs: { scaleOut: minutes(2), scaleIn: minutes(60) },
    windowsMs: { scaleIn: minutes(120) },
    capacityMode: { targetUtilisationPercent: 60, maxBurstiness: 0.3, maxThrottledPercent: 0.01 },
  },
};

/** The keys as written, over the defaults of the profile that they name. Neither argument is changed. */
export function withProfile(written: unknown): unknown {
  const name = profileIn(written);
  return name === undefined ? written : mergeDefaults(profiles[name], written);
}

function profileIn(written: unknown): ProfileName | undefined {
  const value = typeof written === 'object' && written !== null ? Reflect.get(written, 'profile') : undefined;
  return profileNames.find((name) => name === value);
}
