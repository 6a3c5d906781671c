import { runProcess } from '@millwright/host';
import { startStandalone } from './start-standalone.ts';

const say = (text: string): void => void process.stdout.write(text);

await runProcess('standalone', (context) => startStandalone(context, say));
