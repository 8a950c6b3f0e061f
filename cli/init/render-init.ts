import pc from 'picocolors';
import { renderTable, usd } from '../output';
import { actionText } from '../render-decision';
import type { Account } from './account';
import { actionOf, type FirstLook, type Savings } from './first-look';
import type { Pairing } from './pair-tables';
import type { SilentAlarm } from './silent-alarms';

/** What `daxpilot init --json` prints. */
export interface InitReport {
  readonly schemaVersion: 1;
  readonly at: string;
  readonly region: string;
  /** Null with --stdout. */
  readonly file: string | null;
  readonly config: string;
  readonly found: Pick<Account, 'clusters' | 'tables' | 'unseen'> & { readonly alarms: number };
  readonly pairs: Pairing['pairs'];
  readonly contested: Pairing['contested'];
  readonly silentAlarms: readonly SilentAlarm[];
  readonly targets: readonly FirstLook[];
  readonly usdPerMonth: Savings;
}

export const renderInit = (report: InitReport): string => {
  const { found, pairs, contested, silentAlarms, targets, usdPerMonth } = report;
  const lines = [
    pc.bold(
      `${report.region}: ${found.clusters.length} DAX clusters, ${found.tables.length} tables, ${found.alarms} alarms`,
    ),
    ...pairs.map(({ cluster, table, sureness, because }) => `  ${table} behind ${cluster} (${sureness}): ${because}`),
    ...contested.map(({ table, clusters }) =>
      pc.yellow(`  ${table} could belong to ${clusters.join(' or ')}: say so in the file`),
    ),
    ...silentAlarms.map(({ alarm, why }) => pc.yellow(`  the alarm ${alarm} can never do its work: ${why.join('; ')}`)),
    ...found.unseen.map(({ what, why }) => pc.yellow(`  not looked at: ${what}: ${why}`)),
    renderTable(['target', 'would do', 'because', 'a month'], targets.map(rowOf), [24, 44, 40, 22]),
    `It costs ${usd(usdPerMonth.now)} a month now; the recommendations save ${usd(usdPerMonth.savesUsdPerMonth)}${
      usdPerMonth.costsUsdPerMonth > 0 ? ` and ask for ${usd(usdPerMonth.costsUsdPerMonth)} more where it is short` : ''
    }.`,
    ...(report.file === null
      ? []
      : [
          `Written to ${report.file}, everything in recommend mode. daxpilot health CLUSTER has the readings; once the service is deployed, daxpilot plan TARGET says why.`,
        ]),
  ];
  return lines.join('\n');
};

const rowOf = (look: FirstLook): readonly string[] => {
  if (look.kind === 'failed') return [look.target, 'could not be looked at', look.why, ''];
  const { before, after } = look.decision.costUsdPerMonth;
  const action = actionOf(look);
  return [
    look.target,
    actionText(action),
    look.decision.reasonCodes.join(', '),
    action === null ? usd(before) : `${usd(before)} -> ${usd(after)}`,
  ];
};
