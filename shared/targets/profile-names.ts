export const profileNames = ['development', 'production', 'cost-first', 'latency-first'] as const;
export type ProfileName = (typeof profileNames)[number];
