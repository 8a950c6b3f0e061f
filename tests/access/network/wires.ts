import { connect, createServer, type Server, type Socket } from 'node:net';

/** Loopback too, so that nodes and the wires to them can have the same ports. */
export const WIRE_ADDRESS = '127.0.0.2';

/** What a wire does with what one side sends: on its way, or kept back until the wire is whole again, as TCP keeps it. */
export type Flow = 'passes' | 'held';
export interface WireState {
  readonly toNode: Flow;
  readonly toClient: Flow;
}

const whole: WireState = { toNode: 'passes', toClient: 'passes' };

/**
 * One wire per node and process between clients and a cluster that advertises `WIRE_ADDRESS`: it can be cut, cut one way, reset, or lead
 * nowhere. While it is cut neither side learns that the other has hung up. Who calls is read from the access key id.
 */
export class Wires {
  private readonly servers = new Map<number, Server>();
  private readonly links = new Set<Link>();
  private readonly states = new Map<string, WireState>();
  private down = false;

  /** A wire to the node that listens on 127.0.0.1 and this port; nothing if there is one. */
  async lay(port: number): Promise<void> {
    if (this.servers.has(port)) return;
    const server = createServer((client) => this.connected(client, port));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, WIRE_ADDRESS, resolve);
    });
    this.servers.set(port, server);
  }

  get ports(): readonly number[] {
    return [...this.servers.keys()];
  }

  /** From now on, for connections of this process to this node. */
  set(caller: string, port: number, state: WireState): void {
    this.states.set(`${caller} ${port}`, state);
    for (const link of this.links) if (link.caller === caller && link.port === port) link.obey();
  }

  heal(): void {
    this.states.clear();
    this.down = false;
    for (const link of this.links) link.obey();
  }

  /** No node can be reached: what is open is reset, and nothing new is let in. */
  cutOff(): void {
    this.down = true;
    this.resetAll();
  }

  resetAll(): void {
    for (const link of this.links) link.reset();
  }

  stateOf(caller: string | undefined, port: number): WireState {
    return this.states.get(`${caller} ${port}`) ?? whole;
  }

  forget(link: Link): void {
    this.links.delete(link);
  }

  async close(): Promise<void> {
    this.resetAll();
    await Promise.all([...this.servers.values()].map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private connected(client: Socket, port: number): void {
    if (this.down) client.resetAndDestroy();
    else this.links.add(new Link(client, connect(port, '127.0.0.1'), port, this));
  }
}

class Link {
  caller: string | undefined;
  private head = '';
  private readonly held: Record<'toNode' | 'toClient', Buffer[]> = { toNode: [], toClient: [] };
  private readonly hungUp = { client: false, node: false };

  constructor(
    private readonly client: Socket,
    private readonly node: Socket,
    readonly port: number,
    private readonly wires: Wires,
  ) {
    client.on('data', (chunk) => {
      this.identify(chunk);
      this.flow('toNode', chunk);
    });
    node.on('data', (chunk) => this.flow('toClient', chunk));
    for (const side of ['client', 'node'] as const) {
      this[side].setNoDelay();
      this[side].on('error', () => {});
      this[side].on('close', () => this.ended(side));
    }
  }

  /** Passes on what was held, and tells each side that the other is gone, as far as the wire lets it now. */
  obey(): void {
    const state = this.wires.stateOf(this.caller, this.port);
    for (const direction of ['toNode', 'toClient'] as const)
      if (state[direction] === 'passes') {
        const target = direction === 'toNode' ? this.node : this.client;
        for (const chunk of this.held[direction].splice(0)) if (target.writable) target.write(chunk);
      }
    if (this.hungUp.node && state.toClient === 'passes') this.client.destroy();
    if (this.hungUp.client && state.toNode === 'passes') this.node.destroy();
    if (this.client.destroyed && this.node.destroyed) this.wires.forget(this);
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.node.destroy();
    this.wires.forget(this);
  }

  private flow(direction: 'toNode' | 'toClient', chunk: Buffer): void {
    this.held[direction].push(chunk);
    this.obey();
  }

  private ended(side: 'client' | 'node'): void {
    this.hungUp[side] = true;
    this.obey();
  }

  /** `AKIDPROC7` in what a connection begins with. */
  private identify(chunk: Buffer): void {
    if (this.caller !== undefined || this.head.length > 10_000) return;
    this.head += chunk.toString('latin1');
    this.caller = /AKIDPROC\d/.exec(this.head)?.[0];
  }
}

/** Where this address can be bound: everywhere but where loopback is one address only. */
export async function wiresCanBeLaid(): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(0, WIRE_ADDRESS, () => server.close(() => resolve(true)));
  });
}
