import { routesOf } from '../http/route-table.ts';
import { resourceControllers } from '../resources/index.ts';
import { openApiDocument } from './openapi-document.ts';
import type { Json } from './schema-book.ts';

/** The OpenAPI document of the whole API: what is served, and what docs/openapi.json holds. */
export const adminApiDocument = (): Json => openApiDocument(routesOf(resourceControllers));
