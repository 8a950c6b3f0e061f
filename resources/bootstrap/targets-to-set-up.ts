import type { Bootstrap, Config, Target } from '../../shared/targets';

/** A target with a `bootstrap` section. */
export type SetUp = Target & { readonly bootstrap: Bootstrap };

export function targetsToSetUp(config: Config): readonly SetUp[] {
  return Object.entries(config.targets).flatMap(([name, target]) =>
    target.bootstrap === undefined ? [] : [{ ...target, name, bootstrap: target.bootstrap }],
  );
}

/** TLS clusters listen on 9111 and refuse plain traffic (DAX guide, "DAX encryption in transit"). */
export const portOf = ({ bootstrap }: SetUp): number => (bootstrap.cluster?.tls === false ? 8111 : 9111);
