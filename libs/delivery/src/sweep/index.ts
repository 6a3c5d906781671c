export { DeliverySweep, type DeliverySweepTools } from './delivery-sweep.ts';
