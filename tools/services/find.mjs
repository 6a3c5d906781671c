import { startContainer } from './docker.mjs';

/** The first of these URLs that answers. */
async function firstThatAnswers(root, service, urls) {
  for (const url of urls) {
    if (await service.answers(root, url)) return url;
  }
  return undefined;
}

/**
 * A service for the tests: the one named by its variable, else one that answers where it usually does,
 * else one of our own (installed program, then container). Undefined, with a reason said, when there is none.
 */
export async function findService(root, service, say) {
  const { name, variable } = service;
  const given = process.env[variable];
  if (given) {
    if (await service.answers(root, given)) return { url: given, stop: async () => {} };
    say(`${name}: ${variable} is set, but nothing usable answers there.`);
    return undefined;
  }
  const usual = await firstThatAnswers(root, service, service.usualUrls);
  if (usual) return { url: usual, stop: async () => {} };

  for (const start of [service.startHere, (at) => startContainer(at, service)]) {
    try {
      const started = await start(root);
      if (started) {
        say(`${name}: started for these tests.`);
        return started;
      }
    } catch (error) {
      say(`${name}: ${error.message.trim()}`);
    }
  }
  say(`${name}: neither running, nor installed, nor is there a Docker engine.`);
  return undefined;
}
