const LIQUID = /\{\{|\{%/;

/** Whether a text has anything that Liquid would read. */
export const hasLiquid = (text: string): boolean => LIQUID.test(text);
