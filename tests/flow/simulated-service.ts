import type { Flow, FunctionName } from '../../shared/flow';
import { type DecisionRecord, runFunction } from '../../shared/flow';
import { MemoryLedger } from '../../shared/ledger';
import { parseRequest } from '../../shared/request';
import { decide } from '../../shared/sizing';
import type { Config } from '../../shared/targets';
import { AslMachine } from '../protocol/asl-machine';
import type { SimulatedCluster } from './simulated-cluster';

/** The real machine, steps and `decide()` over a simulated cluster, whose clock the machine's waits move. */
export class SimulatedService {
  readonly ledger = new MemoryLedger();
  readonly notices: { readonly kind: string; readonly subject: string; readonly text: string }[] = [];
  readonly flow: Flow;
  readonly #machine = AslMachine.named('rightsize');
  #executions = 0;

  constructor(
    readonly cluster: SimulatedCluster,
    config: Config,
  ) {
    this.flow = {
      ports: {
        config,
        ...cluster.ports,
        executions: { describe: async () => ({ kind: 'not-found' }), start: async () => 'arn:successor' },
        notifier: {
          announce: async (notice) => {
            this.notices.push(notice);
          },
        },
      },
      ledger: this.ledger,
      parse: (input) => parseRequest(input, config),
      decide,
      settleSeconds: 30,
    };
  }

  /** One execution from its input to its end. */
  async run(input: object = { target: 'products', reason: 'schedule' }): Promise<DecisionRecord> {
    this.#executions += 1;
    const arn = `arn:${this.#executions}`;
    const here = () => ({ arn, input, now: new Date(this.cluster.nowMs).toISOString() });
    let stop = await this.#machine.start(here());
    for (let steps = 0; stop.kind !== 'ended'; steps += 1) {
      if (steps > 1000) throw new Error('no end');
      if (stop.kind === 'wait') {
        this.cluster.advance(stop.seconds * 1000);
        stop = await this.#machine.afterWait(stop, here());
        continue;
      }
      this.cluster.advance(200);
      const result = await runFunction(this.flow, stop.fn as FunctionName, stop.payload, `${arn}.${steps}`);
      stop = await this.#machine.afterTask(stop, JSON.parse(JSON.stringify(result)), here());
    }
    return stop.output as DecisionRecord;
  }
}
