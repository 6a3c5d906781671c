import { execFileSync } from 'node:child_process';
import { answersWithin } from './probe.mjs';

const docker = (...args) => execFileSync('docker', args, { stdio: 'pipe' }).toString().trim();

/** Starts a service as a container on a free port, or returns undefined where no Docker engine answers. */
export async function startContainer(root, service) {
  try {
    docker('info');
  } catch {
    return undefined;
  }
  const environment = Object.entries(service.containerEnvironment);
  const id = docker(
    ...['run', '--detach', '--rm', '--publish', `127.0.0.1::${service.containerPort}`],
    ...environment.flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    service.image,
  );
  const stop = async () => void docker('rm', '--force', '--volumes', id);
  const [address = ''] = docker('port', id, `${service.containerPort}/tcp`).split('\n');
  const url = service.containerUrl(address.slice(address.lastIndexOf(':') + 1));
  if (await answersWithin(90_000, () => service.answers(root, url))) return { url, stop };
  await stop();
  throw new Error(`${service.name} in a container did not start.`);
}
