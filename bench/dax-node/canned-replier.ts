import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { Method } from '../../local/dax-node/protocol/methods';
import { requestHead } from '../../local/dax-node/testing/raw-client';

const GET_ITEM = requestHead(Method.getItem);

/**
 * The ceiling of a client on cached reads: says the node's own answer to every GetItem, without reading the request. Everything else (what a
 * connection begins with, discovery, schemas, attribute lists) is passed on to the node behind.
 */
export class CannedReplier {
  private reply: string | undefined;
  private nodePort = 0;
  private readonly server = createServer({ noDelay: true }, (socket) => this.serve(socket));

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** The node must advertise this replier's port, or clients would go to it after their first question. */
  behind(nodePort: number): void {
    this.nodePort = nodePort;
  }

  close(): void {
    this.server.close();
  }

  private serve(socket: Socket): void {
    const node = connect({ port: this.nodePort, host: '127.0.0.1', noDelay: true });
    let awaited = false;
    socket.on('data', (chunk: Buffer) => {
      const isGet =
        chunk.length > GET_ITEM.length && chunk.compare(GET_ITEM, 0, GET_ITEM.length, 0, GET_ITEM.length) === 0;
      if (isGet && this.reply !== undefined) {
        socket.write(this.reply, 'latin1');
        return;
      }
      awaited = isGet;
      node.write(chunk);
    });
    node.on('data', (chunk: Buffer) => {
      if (awaited) this.reply = chunk.toString('latin1');
      awaited = false;
      socket.write(chunk);
    });
    const end = (): void => {
      socket.destroy();
      node.destroy();
    };
    for (const side of [socket, node]) side.on('error', end).on('close', end);
  }
}
