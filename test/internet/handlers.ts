import { randomBytes } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Handler } from './sites.ts';

/** Sends this body with this status and these headers. */
export const reply =
  (status: number, headers: OutgoingHttpHeaders = {}, body: string | Uint8Array = ''): Handler =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

/** Sends the client on. */
export const redirect = (location: string, status = 302): Handler => reply(status, { Location: location });

/** Sends so many bytes and then nothing, with the connection left open. */
export const stall =
  (bytes: number): Handler =>
  (_, response) => {
    response.writeHead(200, { 'Content-Length': bytes + 1000 }).write(Buffer.alloc(bytes, 'x'));
  };

/** Takes a request and never answers it. */
export const silence: Handler = () => {};

/** Announces this body as longer than it is, and closes the connection after it. */
export const cutOff =
  (body: string | Uint8Array, announced: number): Handler =>
  (_, response) => {
    response.writeHead(200, { 'Content-Length': announced }).write(body, () => response.destroy());
  };

/** Sends a chunked body and closes the connection before its last chunk. */
export const cutOffChunked =
  (body: string | Uint8Array): Handler =>
  (_, response) => {
    response.writeHead(200).write(body, () => response.destroy());
  };

/** Closes the connection instead of answering. */
export const hangUp: Handler = (request) => {
  request.socket.destroy();
};

/** A mebibyte of random bytes, which `generated` repeats. */
export const MEBIBYTE = randomBytes(1024 * 1024);

/** Sends so many times `MEBIBYTE`, as fast as the client takes it; without announcing the length where it is endless. */
export const generated =
  (mebibytes: number): Handler =>
  (_, response) => {
    if (Number.isFinite(mebibytes)) response.setHeader('Content-Length', mebibytes * MEBIBYTE.length);
    let left = mebibytes;
    const body = new Readable({
      read() {
        this.push(left-- > 0 ? MEBIBYTE : null);
      },
    });
    response.on('close', () => body.destroy());
    body.pipe(response);
  };
