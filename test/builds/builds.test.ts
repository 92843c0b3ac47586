/** Fixed Dockerfiles, built and run by a real Docker Engine: there a build is what it is for a user. */

import { after, it } from 'node:test';
import { startInternet } from '../internet/internet.ts';
import { startEngine } from './engine.ts';
import { runHealthchecks } from './health.ts';
import { makeImages } from './images.ts';
import { buildLabels } from './labels.ts';
import { buildPlatforms } from './platforms.ts';
import { buildPortrait } from './portrait.ts';
import { buildShapes } from './shapes.ts';

const engine = await startEngine().catch(({ message }: Error) => message);

if (typeof engine === 'string') {
  it('fixed Dockerfiles are built', { skip: engine }, () => {});
} else {
  const internet = await startInternet();
  after(async () => {
    await engine.close();
    await internet.close();
  });
  await makeImages(engine, internet.env.SSL_CERT_FILE!);
  const site = { engine, internet };
  buildShapes(site);
  buildPlatforms(site);
  buildLabels(site);
  buildPortrait(site);
  runHealthchecks(site);
}
