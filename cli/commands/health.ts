import type { Command } from 'commander';
import { PortError } from '../../shared/flow';
import { servingConfig, servingTarget } from '../../shared/flow/serving-target';
import { assessHealth, type Health } from '../../shared/sizing';
import type { Config, Target } from '../../shared/targets';
import { targetSchema } from '../../shared/targets';
import type { GlobalOptions } from '../connection';
import { type ExitStatus, exitStatus } from '../exit';
import { withGlobalOptions } from '../global-options';
import { colourVerdict, quantity, renderTable } from '../output';
import { openSession, type Session } from '../session';

interface HealthReport extends Health {
  readonly cluster: string;
  /** Null for a cluster that is not declared; it is judged by the default policy. */
  readonly target: string | null;
  readonly at: string;
}

export const addHealth = (program: Command, finish: (status: number) => void): void => {
  withGlobalOptions(program.command('health').argument('<cluster>', 'DAX cluster, or a declared target by its name'))
    .description(
      'judge every metric of a cluster against its target; ends with 1 if any is out of its band, 3 if none is but some are unknown',
    )
    .action(async (name: string, options: GlobalOptions) => {
      const session = openSession(options);
      const { target, declared } = await targetOf(session, name);
      const nowMs = await session.nowMs();
      const snapshot = await session.flow.ports.observer.snapshot(target, nowMs);
      const report: HealthReport = {
        cluster: target.cluster ?? name,
        target: declared ? target.name : null,
        at: new Date(nowMs).toISOString(),
        ...assessHealth(snapshot, target.policy, nowMs),
      };
      session.output.result(report, renderHealth);
      finish(statusOf(report));
    });
};

interface Found {
  readonly target: Target;
  readonly declared: boolean;
}

/** The declared target that has this name, or that this cluster serves now; else the cluster alone, judged by the defaults. */
async function targetOf(session: Session, name: string): Promise<Found> {
  const asDeclared = declaredAs(session.config, name);
  try {
    const { flow } = session;
    if (asDeclared.declared)
      return { ...asDeclared, target: (await servingTarget(flow, asDeclared.target.name)).target };
    return declaredAs(await servingConfig(flow), name);
  } catch (error) {
    // Health needs no service, so it must not need the service's table.
    if (!(error instanceof PortError)) throw error;
    session.output.note(`the endpoint record could not be read, so the declaration counts: ${error.message}`);
    return asDeclared;
  }
}

function declaredAs({ targets }: Config, name: string): Found {
  const byCluster = Object.values(targets).find(({ cluster }) => cluster === name.toLowerCase());
  const declared = byCluster ?? (Object.hasOwn(targets, name) ? targets[name] : undefined);
  if (declared !== undefined) return { target: declared, declared: true };
  return { target: { ...targetSchema.parse({ cluster: name }), name }, declared: false };
}

const statusOf = ({ overall }: Health): ExitStatus => {
  if (overall === 'ok') return exitStatus.done;
  return overall === 'out-of-band' ? exitStatus.notWell : exitStatus.unknown;
};

const renderHealth = (report: HealthReport): string =>
  [
    `${report.cluster} at ${report.at}: ${colourVerdict(report.overall)}${report.target === null ? ' (not declared: judged by the default policy)' : ''}`,
    renderTable(
      ['metric', 'value', 'target', 'verdict', 'evidence', 'action'],
      report.rows.map((row) => [
        row.title,
        row.value === null ? '-' : quantity(row.value, row.unit),
        row.target,
        colourVerdict(row.verdict),
        row.evidence,
        row.action,
      ]),
      [20, 18, 18, 12, 46, 34],
    ),
  ].join('\n');
