import { access } from './access.config.ts';
import { broker } from './broker.config.ts';
import { calls } from './calls.config.ts';
import { delivery } from './delivery.config.ts';
import { files } from './files.config.ts';
import { http } from './http.config.ts';
import { limits } from './limits.config.ts';
import { log } from './log.config.ts';
import { mail } from './mail.config.ts';
import { net } from './net.config.ts';
import { render } from './render.config.ts';
import { runner } from './runner.config.ts';
import { storage } from './storage.config.ts';

/** Every section, in the order of documents and summaries. */
export const sections = {
  http,
  limits,
  calls,
  storage,
  files,
  broker,
  access,
  log,
  mail,
  net,
  delivery,
  runner,
  render,
} as const;
