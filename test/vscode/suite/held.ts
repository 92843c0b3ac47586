import type { Handler } from '../../internet/internet.ts';

/** A download that begins at once and goes on when the test wants it to. */
export interface Held {
  readonly handler: Handler;
  /** Resolves when it is asked for. */
  readonly asked: Promise<void>;
  /** Resolves when its connection is closed, by whom ever. */
  readonly closed: Promise<void>;
  /** Sends the rest. */
  send(): void;
}

/** Sends half of the body, and the rest when it is told to. */
export function held(body: string | Uint8Array): Held {
  const bytes = Buffer.from(body);
  const half = Math.floor(bytes.length / 2);
  const [asked, isAsked] = signal();
  const [closed, isClosed] = signal();
  const [released, send] = signal();
  const handler: Handler = async (_, response) => {
    response.writeHead(200, { 'Content-Length': bytes.length }).write(bytes.subarray(0, half));
    response.on('close', isClosed);
    isAsked();
    await released;
    response.end(bytes.subarray(half));
  };
  return { handler, asked, closed, send };
}

/** A promise, and what fulfils it. */
function signal(): [Promise<void>, () => void] {
  let fulfil = () => {};
  const promise = new Promise<void>((done) => {
    fulfil = done;
  });
  return [promise, fulfil];
}
