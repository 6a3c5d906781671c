/** Ends the process with one sentence when this Node.js is older than what we run on. */
export function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Millwright needs Node.js 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}
