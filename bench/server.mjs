// Serves /MEBIBYTES as so many mebibytes of the same random bytes, on a loopback port that it prints.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';

const mebibyte = randomBytes(2 ** 20);
const server = createServer((request, response) => {
  let left = Number(request.url.slice(1));
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': left * mebibyte.length });
  const body = new Readable({
    read() {
      this.push(left-- > 0 ? mebibyte : null);
    },
  });
  response.on('close', () => body.destroy());
  body.pipe(response);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
