import { spawn } from 'node:child_process';

const running = new Set();

/** Sends a signal to everything that `run` has under way. */
export function signalAll(signal) {
  for (const child of running) child.kill(signal);
}

/**
 * Passes our own SIGINT and SIGTERM on to what runs and ends as a shell would; the returned function
 * hands the signals back.
 */
export function forwardSignals() {
  const endWith = (signal, code) => () => {
    signalAll(signal);
    process.exit(code);
  };
  const handlers = { SIGINT: endWith('SIGINT', 130), SIGTERM: endWith('SIGTERM', 143) };
  for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler);
  };
}

/**
 * Runs a program to its end. `quiet` keeps its output for the caller instead of showing it.
 * @param {string} file @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean}} [options]
 * @returns {Promise<{code: number, output: string}>} code 127 when the program is not there
 */
export function run(file, args, { cwd, env, quiet = false } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const stdio = ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'];
    const child = spawn(file, args, { cwd, env: env ?? process.env, stdio });
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    const end = (code) => {
      running.delete(child);
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += error.message;
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? (signal ? 128 : 1)));
  });
}
