import type { Config } from '../targets';
import { accountFindings } from './account-findings';
import { judgedAlarms, targetOfAlarm } from './alarm-findings';
import { anyAlarmFindings } from './composite-findings';
import type { Finding } from './finding';
import type { AccountView } from './review-target';
import type { Surveyor } from './survey';

export async function surveyAccount(surveyor: Surveyor): Promise<AccountView> {
  const [account, alarms] = await Promise.all([surveyor.account(), surveyor.alarms()]);
  return { account, alarms };
}

/** What belongs to no declared target: quotas, undeclared clusters, and alarms on DAX that watch none of ours. */
export function reviewAccount({ account, alarms }: AccountView, config: Config, nowMs: number): readonly Finding[] {
  const others = judgedAlarms(alarms, config).filter((alarm) => targetOfAlarm(alarm, config, alarms) === null);
  return [
    ...accountFindings(account, config),
    ...others.flatMap((alarm) => anyAlarmFindings(alarm, null, alarms, account, nowMs)),
  ];
}
