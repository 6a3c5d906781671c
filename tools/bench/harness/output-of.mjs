import { spawn } from 'node:child_process';

/** What a program prints to its standard output. @throws when it ends with another code than 0, unless `anyCode` */
export function outputOf(command, args, { anyCode = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (complaint += chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 || anyCode
        ? resolve(output)
        : reject(new Error(`${command} ended with ${code}: ${output}${complaint}`)),
    );
  });
}
