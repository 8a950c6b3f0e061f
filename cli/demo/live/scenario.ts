import type { DataPlane, LocalPlatform } from '@daxpilot/local';
import type { Shape, Workload } from '../../../examples/products-service/load';
import type { Stage } from '../stage';
import type { Pace, ServiceHealth } from './application';
import type { Followers } from './followers';
import type { Story } from './story';
import type { Traffic } from './traffic';

/** What a scenario begins with. Rates are those that a person sees on the platform's clock. */
export interface Setting {
  readonly nodes: number;
  readonly nodeType: string;
  readonly itemTtlMs: number;
  /** Memory of a modelled node as a share of its type's. Default: the platform's own. */
  readonly memoryScale?: number;
  readonly table:
    | { readonly mode: 'on-demand' }
    | { readonly mode: 'provisioned'; readonly read: number; readonly write: number };
  /** How many requests of the platform's clock one real request stands for. */
  readonly trafficScale: number;
  /** Items that the table holds; a phase of the traffic may ask for fewer. */
  readonly workload: Population;
  /** Items that are read once before the traffic begins. Default: all. */
  readonly warmKeys?: number;
  /** Processes of the products service that follow the endpoint record. Default: one process, which reaches the cluster by its name. */
  readonly followers?: readonly Pace[];
  /** Virtual seconds per second. */
  readonly speed: number;
}

export type Population = Omit<Workload, 'seed' | 'shape'>;

/** What is asked for from now on, in requests per second of the platform's clock; durations in its ms. */
export interface Phase {
  readonly name: string;
  readonly shape: Shape;
  /** Default: the setting's. */
  readonly workload?: Partial<Population>;
}

/** What a scenario plays with. */
export interface Live {
  readonly cluster: string;
  readonly table: string;
  readonly local: LocalPlatform;
  readonly stage: Stage;
  readonly dataPlane: DataPlane;
  readonly story: Story;
  readonly traffic: Traffic;
  health(): Promise<ServiceHealth>;
  /** There with `followers` in the setting. */
  readonly followers?: Followers;
  /** From now on the minutes are those of another cluster. */
  watchCluster(name: string): void;
  say(line: string): void;
  /** Virtual ms. */
  now(): number;
  /**
   * Waits until `probe` tells what it saw, and notes it. Steps are seen in their order; one that is not seen within `withinMinutes` of
   * the platform's clock, or before the scenario's real time is over, ends the scenario as a `StepNotSeen`.
   */
  see(
    step: string,
    withinMinutes: number,
    probe: () => string | undefined | Promise<string | undefined>,
  ): Promise<void>;
  /** Notes something beside the steps, for the report. */
  note(text: string): void;
  /** As `note`; with `--json` it is the value that is reported, by this name. */
  attach(name: string, value: unknown, text: string): void;
}

/** One file per scenario. */
export interface Scenario {
  readonly name: string;
  /** One line: what happens. */
  readonly summary: string;
  readonly setting: Setting;
  /** What is modelled beyond what holds for every scenario. */
  readonly modelled: readonly string[];
  /** What must be seen, in this order; status 0 only if all of it was. */
  readonly steps: readonly string[];
  play(live: Live): Promise<void>;
}

export class StepNotSeen extends Error {
  override readonly name = 'StepNotSeen';
  constructor(
    readonly step: string,
    readonly why: string,
  ) {
    super(`not seen: ${step} (${why})`);
  }
}
