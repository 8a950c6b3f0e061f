import type { Series } from '../sizing';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

const isNumber = (value: number | null): value is number => value !== null;

export const knownValues = (series: Series | undefined): readonly number[] => series?.values.filter(isNumber) ?? [];

export const peakOf = (series: Series | undefined): number => Math.max(0, ...knownValues(series));

export const hoursSeen = (series: Series | undefined): number => knownValues(series).length;

export const rounded = (value: number): string => String(Math.round(value * 10) / 10);
