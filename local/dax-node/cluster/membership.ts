import type { DaxNode } from './node';
import type { ClusterSettings } from './options';
import { MAX_NODES } from './options';

/** Ports that are tried for a node before giving up. */
const PORT_TRIES = 200;

export interface Membership {
  readonly members: readonly DaxNode[];
  readonly leader: DaxNode;
  /** Moves with every change of leader: clients take it for a sign that the cluster has recovered. */
  readonly leaderSessionId: number;
}

/** Which nodes the cluster has, and which of them leads. */
export class Members implements Membership {
  private nodes: readonly DaxNode[] = [];
  private leading: DaxNode | undefined;
  private session = 1;
  private lettersUsed = 0;
  private numbersUsed = 0;

  constructor(private readonly settings: Pick<ClusterSettings, 'port' | 'clusterId' | 'availabilityZones'>) {}

  get members(): readonly DaxNode[] {
    return this.nodes;
  }

  get leader(): DaxNode {
    if (this.leading === undefined) throw new Error('the cluster has no nodes');
    return this.leading;
  }

  get leaderSessionId(): number {
    return this.session;
  }

  /** The next node's names. Letters of nodes that left are not used again. */
  nextIdentity(): { readonly id: string; readonly number: number; readonly availabilityZone: string } {
    const number = this.numbersUsed + 1;
    this.numbersUsed = number;
    const id = `${this.settings.clusterId}-${letters(this.lettersUsed)}`;
    this.lettersUsed += 1;
    const zones = this.settings.availabilityZones;
    return { id, number, availabilityZone: zones[(number - 1) % zones.length] ?? '' };
  }

  roomForOne(): void {
    if (this.nodes.length >= MAX_NODES) throw new RangeError(`the cluster has ${MAX_NODES} nodes; DAX allows no more`);
  }

  /** Binds the node to the first free port after those of its elders. */
  async listen(node: DaxNode, first: boolean): Promise<void> {
    const { port } = this.settings;
    if (port === 0 || first) return node.listen(port);
    const from = Math.max(port, ...this.nodes.map((member) => member.port)) + 1;
    for (let tried = 0; tried < PORT_TRIES && from + tried <= 65_535; tried += 1) {
      try {
        return await node.listen(from + tried);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
    throw new Error(`no free port for node ${node.id} among the ${PORT_TRIES} after ${from}`);
  }

  join(node: DaxNode): void {
    this.nodes = [...this.nodes, node];
    this.leading ??= node;
  }

  /** Another node leads from now on if this one did. */
  leave(node: DaxNode): void {
    this.nodes = this.nodes.filter((member) => member !== node);
    if (this.leading !== node) return;
    this.leading = this.nodes[0];
    this.session += 1;
  }

  find(id: string): DaxNode {
    const node = this.nodes.find((member) => member.id === id);
    if (node === undefined)
      throw new RangeError(
        `node '${id}' is not in the cluster; its nodes are ${this.nodes.map((member) => member.id).join(', ')}`,
      );
    return node;
  }
}

/** a, b, ... z, aa, ab, ... */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
