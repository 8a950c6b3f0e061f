import type {
  DeleteDashboardsInput,
  GetDashboardInput,
  ListDashboardsInput,
  PutDashboardInput,
} from '@aws-sdk/client-cloudwatch';
import type { Platform } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { compareText } from './metric-id';
import { pageOf } from './page';

interface Dashboard {
  readonly body: string;
  readonly modifiedMs: number;
}

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const PAGE = 100;

/** Dashboards are kept and given back; nothing draws them. */
export function dashboardOperations(platform: Platform) {
  const dashboards = new Map<string, Dashboard>();
  const arn = (name: string): string => `arn:aws:cloudwatch::${platform.account}:dashboard/${name}`;
  return {
    PutDashboard({ DashboardName = '', DashboardBody = '' }: PutDashboardInput) {
      if (!NAME.test(DashboardName)) {
        throw invalid(`The value ${DashboardName} for field DashboardName is invalid. It must match ${NAME.source}.`);
      }
      if (!isObject(DashboardBody)) {
        throw invalid('The field DashboardBody must be a valid JSON object');
      }
      dashboards.set(DashboardName, { body: DashboardBody, modifiedMs: platform.clock.now() });
      return { DashboardValidationMessages: [] };
    },
    GetDashboard({ DashboardName = '' }: GetDashboardInput) {
      const dashboard = dashboards.get(DashboardName);
      if (dashboard === undefined) {
        throw notFound(DashboardName);
      }
      return { DashboardArn: arn(DashboardName), DashboardBody: dashboard.body, DashboardName };
    },
    ListDashboards({ DashboardNamePrefix = '', NextToken }: ListDashboardsInput) {
      const names = [...dashboards.keys()].filter((name) => name.startsWith(DashboardNamePrefix)).sort(compareText);
      const page = pageOf(names, NextToken, PAGE);
      const DashboardEntries = page.items.map((DashboardName) => ({
        DashboardName,
        DashboardArn: arn(DashboardName),
        LastModified: new Date(dashboards.get(DashboardName)?.modifiedMs ?? 0),
        Size: Buffer.byteLength(dashboards.get(DashboardName)?.body ?? ''),
      }));
      return { DashboardEntries, ...page.token };
    },
    DeleteDashboards({ DashboardNames = [] }: DeleteDashboardsInput) {
      const missing = DashboardNames.find((name) => !dashboards.has(name));
      if (missing !== undefined) {
        throw notFound(missing);
      }
      for (const name of DashboardNames) {
        dashboards.delete(name);
      }
      return {};
    },
  };
}

function invalid(message: string): ServiceError {
  return new ServiceError('DashboardInvalidInputError', message, 400, {
    dashboardValidationMessages: [{ Message: message }],
  });
}

function notFound(name: string): ServiceError {
  return new ServiceError('DashboardNotFoundError', `Dashboard ${name} does not exist`, 404);
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
