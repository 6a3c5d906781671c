import { LiquidPool } from '@millwright/liquid';

/** The threads that render previews. */
export class PreviewPool extends LiquidPool {}
