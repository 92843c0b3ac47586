import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Content, createSites, type LoggedRequest } from './sites.ts';

export type { Content, Handler, LoggedRequest } from './sites.ts';

/** A server that listens on a free port of the loopback interface. */
export interface Listening {
  readonly url: string;
  /** Ends every connection, those that became tunnels included. */
  close(): Promise<void>;
}

/** Starts to listen on 127.0.0.1. */
export async function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** A plain HTTP server of a test, which is asked directly. */
export interface TestServer extends Listening {
  readonly requests: readonly LoggedRequest[];
  /** Puts content behind a path, and gives its URL. */
  serve(path: string, content: Content): string;
}

/** Starts a server without content. */
export async function startServer(): Promise<TestServer> {
  const sites = createSites();
  let url = '';
  const server = createServer((request, response) => sites.answer(`${url}${request.url}`, request, response));
  const listening = await listen(server);
  url = listening.url;
  return {
    ...listening,
    requests: sites.requests,
    serve(path, content) {
      sites.serve(`${url}${path}`, content);
      return `${url}${path}`;
    },
  };
}
